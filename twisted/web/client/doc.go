// Package client fetches pages by HTTP/1.1 (RFC 9112) on a reactor:
// [GetPage] into memory, [DownloadPage] into a file, and [Do] with everything
// that the server said.
//
//	page := client.GetPage(r, "http://127.0.0.1:8000/moshez")
//
// Each request has a connection of its own. Redirects are followed. An answer
// that says that something went wrong is an [*Error]. What a server can make
// the client keep is limited.
//
// An address with https is refused with [ErrHTTPS].
package client
