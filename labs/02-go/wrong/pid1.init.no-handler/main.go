// A small web service: it answers, numbers every request, and can say whether it could call HTTPS.
package main

import (
	"crypto/x509"
	"fmt"
	"log"
	"net/http"

	"github.com/google/uuid"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello from Go. Request %s\n", uuid.NewString())
	})
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /ready", ready)

	server := &http.Server{Addr: ":8080", Handler: mux}
	log.Printf("listening on %s", server.Addr)
	log.Fatal(server.ListenAndServe())
}

// ready says whether this container trusts any certificate authority. Without one, every HTTPS call that
// the service makes ends with "x509: certificate signed by unknown authority".
func ready(w http.ResponseWriter, r *http.Request) {
	roots, err := x509.SystemCertPool()
	if err != nil || roots.Equal(x509.NewCertPool()) {
		http.Error(w, "no CA certificates: HTTPS calls would fail", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready: CA certificates found")
}
