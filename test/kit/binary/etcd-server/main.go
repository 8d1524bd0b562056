// Command etcd is the etcd server as its own project builds it, made here because `go install` refuses a module with replace directives.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
