// Command oracle says what a real Kubernetes control plane does with a CertificateSigningRequest, by running
// Kubernetes' own code in memory: the TypeScript emulator is held against it. It reads JSON lines on stdin and
// answers each with one line on stdout.
//
//	oracle            {"id","manifest"} → the API server's answer to a POST, then the built-in signers' after approval
//	oracle -mode csr  {"id","der"}      → what Go's crypto/x509 reads out of a PKCS#10 request
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
)

func main() {
	mode := flag.String("mode", "manifest", "manifest or csr")
	flag.Parse()
	// Kubernetes logs each refusal; the answers say it already.
	klog.SetLogger(logr.Discard())
	if err := run(*mode); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func run(mode string) error {
	switch mode {
	case "csr":
		return answerLines(os.Stdin, os.Stdout, readCSR)
	case "manifest":
		cluster, err := newCluster()
		if err != nil {
			return err
		}
		return answerLines(os.Stdin, os.Stdout, cluster.judge)
	default:
		return fmt.Errorf("no mode %q", mode)
	}
}
