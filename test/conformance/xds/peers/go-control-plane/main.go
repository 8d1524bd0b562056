// go-control-plane behind the control protocol of the xDS conformance kit (../../README.md):
//
//	go run . -cache snapshot|linear
//
// prints where it serves, one JSON object on a line, and ends with its standard input.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
)

func main() {
	kind := flag.String("cache", "snapshot", "snapshot | linear")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	peer := newPeer(*kind, listener)
	control, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	go func() { must(http.Serve(control, handler(peer))) }()
	must(json.NewEncoder(os.Stdout).Encode(map[string]string{
		"address": listener.Addr().String(),
		"control": "http://" + control.Addr().String(),
	}))
	_, _ = io.Copy(io.Discard, bufio.NewReader(os.Stdin))
}

type body struct {
	Ready  *bool      `json:"ready"`
	Set    []resource `json:"set"`
	Remove []resource `json:"remove"`
}

type resource struct {
	Type     string   `json:"type"`
	Name     string   `json:"name"`
	Resource []byte   `json:"resource"`
	TTLMs    int64    `json:"ttlMs"`
	Aliases  []string `json:"aliases"`
}

// A case that go-control-plane cannot be put into.
type notPossible struct{ reason string }

func (e notPossible) Error() string { return e.reason }

func handler(peer *peer) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"server": peer.String()})
	})
	handle := func(path string, act func(body) error) {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			var given body
			err := json.NewDecoder(r.Body).Decode(&given)
			if err == nil {
				err = act(given)
			}
			answer(w, err)
		})
	}
	handle("/reset", func(given body) error { return peer.reset(given.Ready == nil || *given.Ready) })
	handle("/change", func(given body) error { return peer.change(given.Set, given.Remove) })
	handle("/restart", func(body) error { return peer.restart() })
	// It does nothing later on purpose.
	handle("/advance", func(body) error { return nil })
	handle("/collect", func(body) error {
		debug.FreeOSMemory()
		return nil
	})
	return mux
}

func answer(w http.ResponseWriter, err error) {
	switch err.(type) {
	case nil:
		w.WriteHeader(http.StatusNoContent)
	case notPossible:
		http.Error(w, err.Error(), http.StatusNotImplemented)
	default:
		http.Error(w, fmt.Sprint(err), http.StatusInternalServerError)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
