// Command ask sends its arguments to the store as a line, and prints the answer.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
)

func main() {
	log.SetFlags(0)
	conn, err := net.Dial("tcp", "127.0.0.1:7070")
	if err != nil {
		log.Fatal("ask: nobody answers")
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%s\r\n", strings.Join(os.Args[1:], " "))
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		log.Fatal(err)
	}
	answer = strings.TrimSpace(answer)
	fmt.Println(answer)
	if strings.HasPrefix(answer, "no ") {
		os.Exit(1)
	}
}
