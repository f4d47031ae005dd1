package main

import (
	"os"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// runAPIServer is kube-apiserver as released, with all its flags, but that it ends with its parent.
func runAPIServer(arguments []string) error {
	go exitWithParent()
	command := app.NewAPIServerCommand()
	command.SetArgs(arguments)
	os.Exit(cli.Run(command))
	return nil
}
