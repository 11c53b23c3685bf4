//go:build ignore

// Command store2wrong writes a string where bytes are wanted.
package main

import (
	"bufio"
	"log"
	"net"
	"strings"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:7070")
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		serve(conn)
	}
}

// serve answers the lines of one caller until it hangs up.
func serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		conn.Write(strings.ToUpper(lines.Text())) // ERROR "cannot use"
	}
}
