// Command people is a web site with a page about each user.
package main

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/users/moshez", moshez)
	http.HandleFunc("/users/turtle", turtle)
	log.Fatal(http.ListenAndServe("127.0.0.1:8079", nil))
}

func moshez(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, "happy and well, says the web")
}

func turtle(_ http.ResponseWriter, r *http.Request) {
	<-r.Context().Done() // for as long as anybody waits
}
