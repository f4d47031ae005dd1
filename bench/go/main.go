// Command bench parses and verifies the CSRs of a PEM file on every core, as often as a second allows, and prints
// how many it did in a second. It is what Countersign's speed is held against, and does nothing else.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	rest, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var blocks [][]byte
	for block, rest := pem.Decode(rest); block != nil; block, rest = pem.Decode(rest) {
		blocks = append(blocks, pem.EncodeToMemory(block))
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	start := time.Now()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for time.Since(start) < time.Second {
				verify(blocks[int(next.Add(1))%len(blocks)])
			}
		})
	}
	workers.Wait()
	fmt.Printf("%.0f\n", float64(next.Load())/time.Since(start).Seconds())
}

func verify(text []byte) {
	block, _ := pem.Decode(text)
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err == nil {
		err = request.CheckSignature()
	}
	if err != nil {
		log.Fatal(err)
	}
}
