// Command server sends back every line that it is sent.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
)

func main() {
	// region listen
	l, err := net.Listen("tcp", "127.0.0.1:7007")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	// endregion

	// region accept
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Print(err)
			return
		}
		go echo(conn)
	}
	// endregion
}

// echo serves one caller until it hangs up.
func echo(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintf(conn, "%s\r\n", lines.Text())
	}
}
