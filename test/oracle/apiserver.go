package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/emicklei/go-restful/v3"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/server"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/certificates"
	"k8s.io/kubernetes/pkg/registry/certificates/certificates/storage"
	"k8s.io/kubernetes/plugin/pkg/admission/certificates/subjectrestriction"

	capi "k8s.io/api/certificates/v1"
)

// maxBody is kube-apiserver's limit for a request body (Config.MaxRequestBodyBytes).
const maxBody = 3 * 1024 * 1024

const resourcePath = "/apis/certificates.k8s.io/v1/certificatesigningrequests"

// apiserver serves certificatesigningrequests with Kubernetes' own handler, decoder, strategies, validation and
// admission. Left out is what a test cannot see from outside: authentication, authorisation, etcd, and the
// OpenAPI models behind managedFields (deduced here; they change no verdict).
type apiserver struct {
	handler  http.Handler
	approval *storage.ApprovalREST
	status   *storage.StatusREST
}

func newAPIServer() (*apiserver, error) {
	main, status, approval, err := storage.NewREST(memoryOptions())
	if err != nil {
		return nil, err
	}
	info := server.NewDefaultAPIGroupInfo(capi.GroupName, legacyscheme.Scheme, legacyscheme.ParameterCodec, legacyscheme.Codecs)
	group := endpoints.APIGroupVersion{
		Storage:                    map[string]rest.Storage{"certificatesigningrequests": main},
		Root:                       server.APIGroupPrefix,
		GroupVersion:               capi.SchemeGroupVersion,
		OptionsExternalVersion:     info.OptionsExternalVersion,
		MetaGroupVersion:           info.MetaGroupVersion,
		Serializer:                 info.NegotiatedSerializer,
		ParameterCodec:             info.ParameterCodec,
		Typer:                      info.Scheme,
		Creater:                    info.Scheme,
		Convertor:                  info.Scheme,
		ConvertabilityChecker:      info.Scheme,
		UnsafeConvertor:            runtime.UnsafeObjectConvertor(info.Scheme),
		Defaulter:                  info.Scheme,
		Namer:                      runtime.Namer(meta.NewAccessor()),
		TypeConverter:              managedfields.NewDeducedTypeConverter(),
		EquivalentResourceRegistry: runtime.NewEquivalentResourceRegistry(),
		Admit:                      admission.NewChainHandler(subjectrestriction.NewPlugin()),
		MaxRequestBodyBytes:        maxBody,
	}
	container := restful.NewContainer()
	if _, _, err := group.InstallREST(container); err != nil {
		return nil, err
	}
	return &apiserver{handler: container, approval: approval, status: status}, nil
}

var requester = &user.DefaultInfo{Name: "oracle", Groups: []string{"system:authenticated"}}

// requestContext is what authentication and routing leave for the handler.
func requestContext(ctx context.Context) context.Context {
	ctx = request.WithUser(ctx, requester)
	ctx = request.WithNamespace(ctx, metav1.NamespaceNone)
	return request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true,
		Path:              resourcePath,
		Verb:              "create",
		APIPrefix:         "apis",
		APIGroup:          capi.GroupName,
		APIVersion:        "v1",
		Resource:          "certificatesigningrequests",
		Parts:             []string{"certificatesigningrequests"},
	})
}

// createResult is the API server's answer to the POST.
type createResult struct {
	Code    int     `json:"code"`
	Reason  string  `json:"reason,omitempty"`
	Message string  `json:"message,omitempty"`
	Causes  []cause `json:"causes,omitempty"`
}

type cause struct {
	Reason  string `json:"reason"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

// create posts the manifest as kubectl would, with field validation Strict; the object lands in ctx's etcd.
func (s *apiserver) create(ctx context.Context, manifest string) (createResult, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, resourcePath+"?fieldValidation=Strict", strings.NewReader(manifest))
	if err != nil {
		return createResult{}, err
	}
	req.Header.Set("Content-Type", "application/yaml")
	req.Header.Set("Accept", "application/json")
	answer := &answer{header: http.Header{}}
	s.handler.ServeHTTP(answer, req)
	if answer.code == http.StatusCreated {
		return createResult{Code: answer.code}, nil
	}
	var status metav1.Status
	if err := json.Unmarshal(answer.body.Bytes(), &status); err != nil {
		return createResult{}, err
	}
	return describeStatus(answer.code, status), nil
}

func describeStatus(code int, status metav1.Status) createResult {
	result := createResult{Code: code, Reason: string(status.Reason), Message: asReleased(status.Message)}
	if status.Details != nil {
		for _, c := range status.Details.Causes {
			result.Causes = append(result.Causes, cause{Reason: string(c.Type), Field: c.Field, Message: asReleased(c.Message)})
		}
	}
	return result
}

// releasedScheme is what the scheme is called in a released kube-apiserver. A scheme is named after the source file
// that made it, and in the module cache that file has another path.
const releasedScheme = "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"

func asReleased(message string) string {
	return strings.ReplaceAll(message, legacyscheme.Scheme.Name(), releasedScheme)
}

// approve sets the Approved condition through the approval subresource.
func (s *apiserver) approve(ctx context.Context, csr *certificates.CertificateSigningRequest) error {
	csr = csr.DeepCopy()
	csr.Status.Conditions = append(csr.Status.Conditions, certificates.CertificateSigningRequestCondition{
		Type: certificates.CertificateApproved, Status: "True", Reason: "Oracle",
	})
	_, _, err := s.approval.Update(ctx, csr.Name, rest.DefaultUpdatedObjectInfo(csr), rest.ValidateAllObjectFunc, rest.ValidateAllObjectUpdateFunc, false, &metav1.UpdateOptions{})
	return err
}

// updateStatus is what a signer's PUT to the status subresource does.
func (s *apiserver) updateStatus(ctx context.Context, csr *certificates.CertificateSigningRequest) error {
	_, _, err := s.status.Update(ctx, csr.Name, rest.DefaultUpdatedObjectInfo(csr), rest.ValidateAllObjectFunc, rest.ValidateAllObjectUpdateFunc, false, &metav1.UpdateOptions{})
	return err
}

// answer is the least http.ResponseWriter that keeps a response.
type answer struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(code int) {
	if a.code == 0 {
		a.code = code
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}
