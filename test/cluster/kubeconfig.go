package main

import (
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// writeKubeconfig writes a kubeconfig that needs no other file.
func writeKubeconfig(file, server string, ca *authority, user string, groups ...string) error {
	certPEM, keyPEM, err := ca.client(user, groups...)
	if err != nil {
		return err
	}
	config := api.NewConfig()
	config.Clusters["control-plane"] = &api.Cluster{Server: server, CertificateAuthorityData: ca.certPEM}
	config.AuthInfos[user] = &api.AuthInfo{ClientCertificateData: certPEM, ClientKeyData: keyPEM}
	config.Contexts["control-plane"] = &api.Context{Cluster: "control-plane", AuthInfo: user}
	config.CurrentContext = "control-plane"
	return clientcmd.WriteToFile(*config, file)
}
