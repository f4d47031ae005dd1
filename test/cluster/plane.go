package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// controllersUser is whom the certificate controllers are in a real cluster, so that they have exactly the rights
// of the built-in role system:controller:certificate-controller.
const controllersUser = "system:serviceaccount:kube-system:certificate-controller"

var errPortTaken = errors.New("a port was taken by another process")

// controlPlane is a running one.
type controlPlane struct {
	settings settings
	server   string
	children []*child
	failed   chan *child // gets a child that ended by itself
}

// summary is the line that callers read.
type summary struct {
	Kubeconfig string `json:"kubeconfig"`
	Server     string `json:"server"`
	CA         string `json:"ca"`
}

func (p *controlPlane) summary() summary {
	return summary{Kubeconfig: p.path("kubeconfig"), Server: p.server, CA: p.path("ca.crt")}
}

func (p *controlPlane) path(name string) string { return filepath.Join(p.settings.dir, name) }

// start brings up etcd, kube-apiserver and the controllers, in this order, each when the one before is ready.
func start(ctx context.Context, settings settings) (plane *controlPlane, err error) {
	ctx, cancel := context.WithTimeout(ctx, settings.startTimeout)
	defer cancel()
	p := &controlPlane{settings: settings, failed: make(chan *child, 3)}
	defer func() {
		if err != nil {
			p.stop()
		}
	}()
	ports, err := freePorts(3)
	if err != nil {
		return nil, err
	}
	etcdURL, peerURL := "http://"+loopback(ports[0]), "http://"+loopback(ports[1])
	p.server = "https://" + loopback(ports[2])
	if err := p.writeFiles(); err != nil {
		return nil, err
	}
	etcd, err := p.startChild("etcd", "--data-dir", p.path("etcd"), "--client-url", etcdURL, "--peer-url", peerURL)
	if err != nil {
		return nil, err
	}
	if err := awaitReady(ctx, etcd); err != nil {
		return nil, err
	}
	apiserver, err := p.startChild("apiserver", p.apiserverFlags(etcdURL, ports[2])...)
	if err != nil {
		return nil, err
	}
	if err := p.awaitServing(ctx, apiserver); err != nil {
		return nil, err
	}
	controllers, err := p.startChild("controllers",
		"--kubeconfig", p.path("controllers.kubeconfig"),
		"--cluster-signing-cert-file", p.path("ca.crt"),
		"--cluster-signing-key-file", p.path("ca.key"),
		"--cluster-signing-duration", settings.maxLifetime.String(),
		"--kube-api-qps", strconv.FormatFloat(settings.signerQPS, 'f', -1, 64))
	if err != nil {
		return nil, err
	}
	return p, awaitReady(ctx, controllers)
}

func (p *controlPlane) startChild(name string, arguments ...string) (*child, error) {
	c, err := startChild(p.settings.dir, name, arguments...)
	if err != nil {
		return nil, err
	}
	p.children = append(p.children, c)
	go func() {
		<-c.ended
		p.failed <- c
	}()
	return c, nil
}

// stop ends the children, last first.
func (p *controlPlane) stop() {
	for i := len(p.children) - 1; i >= 0; i-- {
		p.children[i].stop()
	}
}

func (p *controlPlane) writeFiles() error {
	ca, err := newAuthority()
	if err != nil {
		return err
	}
	serverCert, serverKey, err := ca.server()
	if err != nil {
		return err
	}
	accountKey, accountKeyPEM, err := newKey()
	if err != nil {
		return err
	}
	accountPublic, err := publicPEM(accountKey)
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"ca.crt": ca.certPEM, "ca.key": ca.keyPEM,
		"apiserver.crt": serverCert, "apiserver.key": serverKey,
		"service-accounts.key": accountKeyPEM, "service-accounts.pub": accountPublic,
	}
	if p.settings.tokens != "" {
		if files["tokens"], err = os.ReadFile(p.settings.tokens); err != nil {
			return err
		}
	}
	if err := writeFiles(p.settings.dir, files); err != nil {
		return err
	}
	return errors.Join(
		writeKubeconfig(p.path("kubeconfig"), p.server, ca, "admin", "system:masters"),
		writeKubeconfig(p.path("controllers.kubeconfig"), p.server, ca, controllersUser, "system:serviceaccounts", "system:serviceaccounts:kube-system"),
	)
}

func (p *controlPlane) apiserverFlags(etcdURL string, port int) []string {
	flags := []string{
		"--etcd-servers=" + etcdURL,
		"--bind-address=127.0.0.1",
		"--secure-port=" + strconv.Itoa(port),
		"--tls-cert-file=" + p.path("apiserver.crt"),
		"--tls-private-key-file=" + p.path("apiserver.key"),
		"--client-ca-file=" + p.path("ca.crt"),
		// The default is to allow everything.
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + p.path("service-accounts.pub"),
		"--service-account-signing-key-file=" + p.path("service-accounts.key"),
		"--service-cluster-ip-range=10.0.0.0/24",
		// A loopback address cannot be advertised; nothing is to call this one.
		"--endpoint-reconciler-type=none",
		"--advertise-address=192.0.2.1",
	}
	if p.settings.tokens != "" {
		flags = append(flags, "--token-auth-file="+p.path("tokens"))
	}
	return append(flags, p.settings.apiserverArgs...)
}

func awaitReady(ctx context.Context, c *child) error {
	select {
	case <-c.ready:
		return nil
	case <-c.ended:
		return endedEarly(c)
	case <-ctx.Done():
		return fmt.Errorf("%s is not ready: %w", c.name, ctx.Err())
	}
}

// endedEarly tells a port lost to another process from any other reason.
func endedEarly(c *child) error {
	failure := c.failure()
	if strings.Contains(failure.Error(), "address already in use") {
		return errors.Join(errPortTaken, failure)
	}
	return failure
}

// awaitServing waits for /readyz, which covers the built-in roles, and for the namespace that tests use, which it
// does not cover.
func (p *controlPlane) awaitServing(ctx context.Context, apiserver *child) error {
	config, err := clientcmd.BuildConfigFromFlags("", p.path("kubeconfig"))
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	for {
		err := client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
		if err == nil {
			_, err = client.CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault, metav1.GetOptions{})
		}
		if err == nil {
			return nil
		}
		select {
		case <-apiserver.ended:
			return endedEarly(apiserver)
		case <-ctx.Done():
			return fmt.Errorf("kube-apiserver is not ready: %w", errors.Join(ctx.Err(), err))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// freePorts finds ports that are free now.
func freePorts(count int) ([]int, error) {
	var ports []int
	for range count {
		listener, err := net.Listen("tcp", loopback(0))
		if err != nil {
			return nil, err
		}
		// Held until all are found, so that they differ.
		defer listener.Close()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
