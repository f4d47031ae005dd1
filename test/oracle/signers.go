package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"time"
	"unsafe"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	certificatesinformers "k8s.io/client-go/informers/certificates/v1"
	"k8s.io/client-go/kubernetes"
	certificatesclient "k8s.io/client-go/kubernetes/typed/certificates/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/certificates"
	"k8s.io/kubernetes/pkg/controller/certificates/signer"

	capi "k8s.io/api/certificates/v1"
)

// maxLifetime is kube-controller-manager's default for --cluster-signing-duration.
const maxLifetime = 365 * 24 * time.Hour

// signFunc is what a certificate controller does with one object.
type signFunc func(context.Context, *capi.CertificateSigningRequest) error

// newSigners returns the handlers of the built-in signers, over one CA. legacy-unknown is left out: the API
// refuses to create such a request.
func newSigners(server *apiserver) ([]signFunc, error) {
	dir, err := os.MkdirTemp("", "oracle-ca-")
	if err != nil {
		return nil, err
	}
	// The controllers read the CA once, here; their reloading is never started.
	defer os.RemoveAll(dir)
	certFile, keyFile, err := writeCA(dir)
	if err != nil {
		return nil, err
	}
	client := statusClient{server: server}
	informer := informers.NewSharedInformerFactory(client, 0).Certificates().V1().CertificateSigningRequests()
	var handlers []signFunc
	for _, newController := range []func(context.Context, kubernetes.Interface, certificatesinformers.CertificateSigningRequestInformer, string, string, time.Duration) (*signer.CSRSigningController, error){
		signer.NewKubeAPIServerClientCSRSigningController,
		signer.NewKubeletClientCSRSigningController,
		signer.NewKubeletServingCSRSigningController,
	} {
		controller, err := newController(context.Background(), client, informer, certFile, keyFile, maxLifetime)
		if err != nil {
			return nil, err
		}
		handler, err := handlerOf(controller)
		if err != nil {
			return nil, err
		}
		handlers = append(handlers, handler)
	}
	return handlers, nil
}

// handlerOf takes the handler out of a controller. Through the front door it runs behind a work queue that tells
// nobody when it has decided to do nothing; called directly, it returns when it is done, with its error.
func handlerOf(controller *signer.CSRSigningController) (handler signFunc, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("the signing controller is not laid out as expected: %v", reason)
		}
	}()
	field := reflect.ValueOf(controller).Elem().FieldByName("certificateController").Elem().FieldByName("handler")
	readable := reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
	return readable.Interface().(func(context.Context, *capi.CertificateSigningRequest) error), nil
}

// statusClient is a clientset that can do the one call signers make; anything else panics.
type statusClient struct {
	kubernetes.Interface
	server *apiserver
}

func (c statusClient) CertificatesV1() certificatesclient.CertificatesV1Interface {
	return statusGroup{server: c.server}
}

type statusGroup struct {
	certificatesclient.CertificatesV1Interface
	server *apiserver
}

func (g statusGroup) CertificateSigningRequests() certificatesclient.CertificateSigningRequestInterface {
	return statusRequests{server: g.server}
}

type statusRequests struct {
	certificatesclient.CertificateSigningRequestInterface
	server *apiserver
}

func (r statusRequests) UpdateStatus(ctx context.Context, csr *capi.CertificateSigningRequest, _ metav1.UpdateOptions) (*capi.CertificateSigningRequest, error) {
	var internal certificates.CertificateSigningRequest
	if err := legacyscheme.Scheme.Convert(csr, &internal, nil); err != nil {
		return nil, err
	}
	return csr, r.server.updateStatus(ctx, &internal)
}

// toExternal is the object as clients, controllers among them, see it.
func toExternal(internal *certificates.CertificateSigningRequest) (*capi.CertificateSigningRequest, error) {
	var external capi.CertificateSigningRequest
	if err := legacyscheme.Scheme.Convert(internal, &external, nil); err != nil {
		return nil, err
	}
	return &external, nil
}

// writeCA makes a CA that outlives any certificate asked of it; P-256 because it signs fastest.
func writeCA(dir string) (certFile, keyFile string, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "oracle"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(10 * maxLifetime),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return "", "", err
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return "", "", err
	}
	certFile, keyFile = filepath.Join(dir, "ca.crt"), filepath.Join(dir, "ca.key")
	return certFile, keyFile, errors.Join(
		os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}), 0o600),
	)
}
