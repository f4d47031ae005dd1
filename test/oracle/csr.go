package main

import "crypto/x509"

// csrCase is one line of input in mode csr.
type csrCase struct {
	ID  string `json:"id"`
	DER []byte `json:"der"`
}

// csrReading is its line of output: what Go reads out of the bytes, and whether the signature is the key's.
type csrReading struct {
	ID             string   `json:"id"`
	OK             bool     `json:"ok"`
	Error          string   `json:"error,omitempty"`
	SignatureError string   `json:"signatureError,omitempty"`
	Subject        string   `json:"subject"`
	RawSubject     []byte   `json:"rawSubject"`
	CommonName     string   `json:"commonName"`
	Organizations  []string `json:"organizations"`
	DNSNames       []string `json:"dnsNames"`
	IPAddresses    []string `json:"ipAddresses"`
	EmailAddresses []string `json:"emailAddresses"`
	URIs           []string `json:"uris"`
}

// readCSR answers ok when the bytes parse and their signature verifies: the two things that kube-apiserver asks.
func readCSR(in csrCase) csrReading {
	out := csrReading{ID: in.ID}
	csr, err := x509.ParseCertificateRequest(in.DER)
	if err != nil {
		out.Error = err.Error()
		csr = &x509.CertificateRequest{}
	} else if err := csr.CheckSignature(); err != nil {
		out.SignatureError = err.Error()
	}
	out.OK = out.Error == "" && out.SignatureError == ""
	out.Subject = csr.Subject.String()
	out.RawSubject = csr.RawSubject
	out.CommonName = csr.Subject.CommonName
	out.Organizations = listOf(csr.Subject.Organization)
	out.DNSNames = listOf(csr.DNSNames)
	out.IPAddresses = ipStrings(csr.IPAddresses)
	out.EmailAddresses = listOf(csr.EmailAddresses)
	out.URIs = uriStrings(csr.URIs)
	return out
}
