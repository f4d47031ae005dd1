package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	certificatesclient "k8s.io/client-go/kubernetes/typed/certificates/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	capi "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
)

// patience is how long a built-in signer of an otherwise idle control plane gets, and what "never" means here.
const patience = time.Second

// TestAgreesWithControlPlane holds the oracle against a control plane of its own version (test/cluster), reached by
// ORACLE_KUBECONFIG as a cluster administrator: every case is created, approved, awaited and deleted there.
func TestAgreesWithControlPlane(t *testing.T) {
	kubeconfig := os.Getenv("ORACLE_KUBECONFIG")
	if kubeconfig == "" {
		t.Skip("ORACLE_KUBECONFIG names no control plane")
	}
	live := newLive(t, kubeconfig)
	oracle := newTestCluster(t)
	for _, c := range edgeCases(t) {
		t.Run(c.ID, func(t *testing.T) {
			want, got := live.judge(t, c), oracle.judge(c)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("oracle        %s\ncontrol plane %s", asJSON(got), asJSON(want))
			}
		})
	}
}

func asJSON(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}

// edgeCases are manifests on both sides of the rules, kept without verdicts: the control plane has those.
func edgeCases(t *testing.T) []manifestCase {
	file, err := os.Open("testdata/manifests.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []manifestCase
	if err := readLines(file, func(c manifestCase) { cases = append(cases, c) }); err != nil {
		t.Fatal(err)
	}
	return cases
}

// live is a real control plane.
type live struct {
	raw      rest.Interface
	requests certificatesclient.CertificateSigningRequestInterface
}

func newLive(t *testing.T, kubeconfig string) *live {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	api := client.CertificatesV1()
	return &live{raw: api.RESTClient(), requests: api.CertificateSigningRequests()}
}

func (l *live) judge(t *testing.T, c manifestCase) verdict {
	ctx := context.Background()
	out := verdict{ID: c.ID}
	created := l.create(t, c.Manifest, &out)
	if created == nil {
		return out
	}
	defer l.remove(t, created.Name)
	created.Status.Conditions = []capi.CertificateSigningRequestCondition{{Type: capi.CertificateApproved, Status: corev1.ConditionTrue, Reason: "Test"}}
	if _, err := l.requests.UpdateApproval(ctx, created.Name, created, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := describeOutcome(l.await(t, created), nil, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (l *live) create(t *testing.T, manifest string, out *verdict) *capi.CertificateSigningRequest {
	var code int
	result := l.raw.Post().Resource("certificatesigningrequests").Param("fieldValidation", "Strict").
		SetHeader("Content-Type", "application/yaml").Body([]byte(manifest)).Do(context.Background()).StatusCode(&code)
	body, err := result.Raw()
	out.Create.Code = code
	if code == http.StatusCreated {
		var csr capi.CertificateSigningRequest
		if err := result.Into(&csr); err != nil {
			t.Fatal(err)
		}
		return &csr
	}
	var status metav1.Status
	if unmarshalErr := json.Unmarshal(body, &status); unmarshalErr != nil {
		t.Fatalf("%v: %s (%v)", unmarshalErr, body, err)
	}
	// Built from the module cache as the oracle is, the control plane misnames the scheme as it does.
	out.Create = describeStatus(code, status)
	out.Outcome = refusal(code)
	return nil
}

// await returns the object when a signer has done something, or when none has for a while.
func (l *live) await(t *testing.T, csr *capi.CertificateSigningRequest) *capi.CertificateSigningRequest {
	builtIn := strings.HasPrefix(csr.Spec.SignerName, "kubernetes.io/kube")
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		current, err := l.requests.Get(context.Background(), csr.Name, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		decided := len(current.Status.Certificate) > 0 || len(current.Status.Conditions) > 1
		if decided || !builtIn || time.Now().After(deadline) {
			return current
		}
	}
}

// remove frees the name for the next case, in spite of finalizers.
func (l *live) remove(t *testing.T, name string) {
	ctx := context.Background()
	if _, err := l.requests.Patch(ctx, name, types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`), metav1.PatchOptions{}); err != nil {
		t.Error(err)
	}
	if err := l.requests.Delete(ctx, name, metav1.DeleteOptions{}); err != nil {
		t.Error(err)
	}
}
