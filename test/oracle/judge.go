package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"

	"k8s.io/kubernetes/pkg/apis/certificates"

	capi "k8s.io/api/certificates/v1"
)

// manifestCase is one line of input in the default mode.
type manifestCase struct {
	ID       string `json:"id"`
	Manifest string `json:"manifest"`
}

// verdict is its line of output: what the cluster did.
type verdict struct {
	ID      string       `json:"id"`
	Create  createResult `json:"create"`
	Outcome string       `json:"outcome"`
	Failed  *failure     `json:"failed,omitempty"`
	// SignerError is an error that a signer meets again at each retry: the request stays approved, unsigned, and
	// without any condition.
	SignerError string       `json:"signerError,omitempty"`
	Certificate *certificate `json:"certificate,omitempty"`
	// Error is the oracle's own: the case could not be judged.
	Error string `json:"error,omitempty"`
}

type failure struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// cluster is a control plane reduced to what decides a CertificateSigningRequest's fate.
type cluster struct {
	server  *apiserver
	signers []signFunc
}

func newCluster() (*cluster, error) {
	server, err := newAPIServer()
	if err != nil {
		return nil, err
	}
	signers, err := newSigners(server)
	if err != nil {
		return nil, err
	}
	return &cluster{server: server, signers: signers}, nil
}

// judge creates the object, approves it and lets the signers at it.
func (c *cluster) judge(in manifestCase) verdict {
	out := verdict{ID: in.ID}
	if err := c.run(in.Manifest, &out); err != nil {
		out.Error = err.Error()
	}
	return out
}

func (c *cluster) run(manifest string, out *verdict) error {
	ctx, stored := withEtcd(requestContext(context.Background()))
	var err error
	if out.Create, err = c.server.create(ctx, manifest); err != nil {
		return err
	}
	if out.Create.Code != http.StatusCreated {
		out.Outcome = refusal(out.Create.Code)
		return nil
	}
	if err := c.server.approve(ctx, stored.object); err != nil {
		return err
	}
	signerErr := c.sign(ctx, stored.object)
	csr, err := toExternal(stored.object)
	if err != nil {
		return err
	}
	return describeOutcome(csr, signerErr, out)
}

// sign offers the object to every signer; those of other names leave it alone.
func (c *cluster) sign(ctx context.Context, approved *certificates.CertificateSigningRequest) error {
	var errs []error
	for _, sign := range c.signers {
		csr, err := toExternal(approved)
		if err != nil {
			return err
		}
		errs = append(errs, sign(ctx, csr))
	}
	return errors.Join(errs...)
}

// refusal names the step that answered with this code; only admission forbids once a request is authorised.
func refusal(code int) string {
	if code == http.StatusForbidden {
		return "admission-refused"
	}
	return "create-refused"
}

func describeOutcome(csr *capi.CertificateSigningRequest, signerErr error, out *verdict) error {
	for _, condition := range csr.Status.Conditions {
		if condition.Type == capi.CertificateFailed {
			out.Outcome = "failed"
			out.Failed = &failure{Reason: condition.Reason, Message: condition.Message}
			return nil
		}
	}
	if len(csr.Status.Certificate) == 0 {
		out.Outcome = "never-signed"
		if signerErr != nil {
			out.SignerError = signerErr.Error()
		}
		return nil
	}
	block, _ := pem.Decode(csr.Status.Certificate)
	issued, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	out.Outcome = "issued"
	out.Certificate = describeCertificate(issued)
	return nil
}
