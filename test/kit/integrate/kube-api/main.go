// Command kube-api is Kubernetes' own API server for resource definitions and their objects, without the rest of Kubernetes:
//
//	kube-api ETCD_URL LISTEN_ADDRESS
//
// It listens without TLS and without authentication, as `kubectl proxy` does.
package main

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"

	servertesting "k8s.io/apiextensions-apiserver/pkg/cmd/server/testing"
	"k8s.io/client-go/rest"
)

// The server wants one to start and never uses it.
const unusedKubeconfig = `
apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
current-context: none
users: [{name: none, user: {username: none, password: none}}]
`

func main() {
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(etcd, listen string) error {
	folder, err := os.MkdirTemp("", "kube-api")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	kubeconfig := filepath.Join(folder, "kubeconfig")
	if err := os.WriteFile(kubeconfig, []byte(unusedKubeconfig), 0o600); err != nil {
		return err
	}
	server, err := servertesting.StartTestServer(logger{}, nil, []string{
		"--etcd-servers", etcd,
		"--authentication-skip-lookup",
		"--authentication-kubeconfig", kubeconfig,
		"--authorization-kubeconfig", kubeconfig,
		"--kubeconfig", kubeconfig,
		"--enable-priority-and-fairness=false",
		"--disable-admission-plugins",
		"NamespaceLifecycle,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ValidatingAdmissionPolicy,MutatingAdmissionPolicy",
	}, nil)
	if err != nil {
		return err
	}
	defer server.TearDownFn()
	transport, err := rest.TransportFor(server.ClientConfig)
	if err != nil {
		return err
	}
	target, err := url.Parse(server.ClientConfig.Host)
	if err != nil {
		return err
	}
	proxy := &httputil.ReverseProxy{
		Transport: transport,
		Rewrite:   func(request *httputil.ProxyRequest) { request.SetURL(target) },
	}
	return http.ListenAndServe(listen, proxy)
}

// logger is what the server's starter tells things to.
type logger struct{}

func (logger) Helper() {}

func (logger) Errorf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (logger) Fatalf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func (logger) Logf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
