// A small web service: it answers, numbers every request, and can say whether it could call HTTPS.
package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"github.com/google/uuid"
)

func main() {
	// Docker stops a container with SIGTERM: finish what runs, then end with status 0.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello from Go. Request %s\n", uuid.NewString())
	})
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /ready", ready)

	server := &http.Server{Addr: ":8080", Handler: mux}
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		deadline, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(deadline); err != nil {
			log.Print(err)
		}
	}()

	log.Printf("listening on %s", server.Addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-done // ListenAndServe returns at once; Shutdown, when the last request is answered
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
