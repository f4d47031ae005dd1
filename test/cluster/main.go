// Command control-plane is a real Kubernetes control plane for tests, small enough for a laptop: etcd, kube-apiserver
// and the certificate controllers of kube-controller-manager in one binary, one process each.
//
//	control-plane up --dir DIR [flags]   start all three, say where they are, stop with the caller
//	control-plane etcd …                 what up starts; not for use by hand
//	control-plane apiserver …
//	control-plane controllers …
package main

import (
	"fmt"
	"os"
)

const usage = `usage: control-plane up --dir DIR [--tokens FILE] [--apiserver-arg=--FLAG=VALUE]…`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	arguments := os.Args[2:]
	var err error
	switch os.Args[1] {
	case "up":
		err = up(arguments)
	case "etcd":
		err = runEtcd(arguments)
	case "apiserver":
		err = runAPIServer(arguments)
	case "controllers":
		err = runControllers(arguments)
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "control-plane %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
