package main

import (
	"crypto/x509"
	"net"
	"net/url"
)

// certificate is an issued certificate in words. Usages are written as in spec.usages; those of the two that have
// two names ("signing", "s/mime") appear under the other ("digital signature", "email protection").
type certificate struct {
	Subject        string   `json:"subject"`
	RawSubject     []byte   `json:"rawSubject"`
	CommonName     string   `json:"commonName"`
	Organizations  []string `json:"organizations"`
	Seconds        int64    `json:"seconds"`
	DNSNames       []string `json:"dnsNames"`
	IPAddresses    []string `json:"ipAddresses"`
	EmailAddresses []string `json:"emailAddresses"`
	URIs           []string `json:"uris"`
	KeyUsages      []string `json:"keyUsages"`
	ExtKeyUsages   []string `json:"extKeyUsages"`
}

func describeCertificate(cert *x509.Certificate) *certificate {
	return &certificate{
		Subject:        cert.Subject.String(),
		RawSubject:     cert.RawSubject,
		CommonName:     cert.Subject.CommonName,
		Organizations:  listOf(cert.Subject.Organization),
		Seconds:        int64(cert.NotAfter.Sub(cert.NotBefore).Seconds()),
		DNSNames:       listOf(cert.DNSNames),
		IPAddresses:    ipStrings(cert.IPAddresses),
		EmailAddresses: listOf(cert.EmailAddresses),
		URIs:           uriStrings(cert.URIs),
		KeyUsages:      keyUsages(cert.KeyUsage),
		ExtKeyUsages:   extKeyUsages(cert.ExtKeyUsage),
	}
}

// listOf makes no list an empty one: readers of the JSON need not know two spellings of nothing.
func listOf(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

func ipStrings(addresses []net.IP) []string {
	out := []string{}
	for _, address := range addresses {
		out = append(out, address.String())
	}
	return out
}

func uriStrings(uris []*url.URL) []string {
	out := []string{}
	for _, uri := range uris {
		out = append(out, uri.String())
	}
	return out
}
