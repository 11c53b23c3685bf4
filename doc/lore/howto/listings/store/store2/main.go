// Command store2 keeps words for one caller after another.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:7070")
	if err != nil {
		log.Fatal(err)
	}
	words := map[string]string{}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		serve(conn, words)
	}
}

// serve answers the lines of one caller until it hangs up.
func serve(conn net.Conn, words map[string]string) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintf(conn, "%s\r\n", answer(words, lines.Text()))
	}
}

// answer does what a line asks for: "set NAME VALUE" or "get NAME".
func answer(words map[string]string, line string) string {
	f := strings.Fields(line)
	switch {
	case len(f) == 3 && f[0] == "set":
		words[f[1]] = f[2]
		return "ok"
	case len(f) == 2 && f[0] == "get":
		if value, ok := words[f[1]]; ok {
			return value
		}
		return "no " + f[1]
	}
	return "what?"
}
