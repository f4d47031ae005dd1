package main

import (
	"context"
	"errors"
	"reflect"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/certificates"

	capi "k8s.io/api/certificates/v1"
)

// etcd stands in for etcd: it holds the one object of one case. It travels in the request's context, so that
// cases run side by side and never meet (and a name used twice is no conflict).
type etcd struct {
	object *certificates.CertificateSigningRequest
}

type etcdKey struct{}

func withEtcd(ctx context.Context) (context.Context, *etcd) {
	e := &etcd{}
	return context.WithValue(ctx, etcdKey{}, e), e
}

func etcdFrom(ctx context.Context) *etcd { return ctx.Value(etcdKey{}).(*etcd) }

// memory is the part of storage.Interface that creating and updating one object uses; the embedded nil
// interface makes anything else panic rather than pass unnoticed.
type memory struct{ storage.Interface }

func (memory) Versioner() storage.Versioner { return storage.APIObjectVersioner{} }

func (memory) ReadinessCheck() error { return nil }

func (memory) EnableResourceSizeEstimation(storage.KeysFunc) error { return nil }

func (memory) Create(ctx context.Context, _ string, obj, out runtime.Object, _ uint64) error {
	// As the etcd3 store does; a version that is no number gets past it.
	if version, err := (storage.APIObjectVersioner{}).ObjectResourceVersion(obj); err == nil && version != 0 {
		return storage.ErrResourceVersionSetOnCreate
	}
	etcdFrom(ctx).object = obj.DeepCopyObject().(*certificates.CertificateSigningRequest)
	return etcdFrom(ctx).put(out, 1)
}

func (memory) GuaranteedUpdate(ctx context.Context, _ string, out runtime.Object, _ bool, _ *storage.Preconditions, update storage.UpdateFunc, _ runtime.Object) error {
	e := etcdFrom(ctx)
	if e.object == nil {
		return errors.New("update before create")
	}
	version, err := storage.APIObjectVersioner{}.ObjectResourceVersion(e.object)
	if err != nil {
		return err
	}
	updated, _, err := update(e.object.DeepCopy(), storage.ResponseMeta{ResourceVersion: version})
	if err != nil {
		return err
	}
	e.object = updated.DeepCopyObject().(*certificates.CertificateSigningRequest)
	return e.put(out, version+1)
}

// put gives the stored object its version and copies it out.
func (e *etcd) put(out runtime.Object, version uint64) error {
	if err := (storage.APIObjectVersioner{}).UpdateObject(e.object, version); err != nil {
		return err
	}
	reflect.ValueOf(out).Elem().Set(reflect.ValueOf(e.object.DeepCopy()).Elem())
	return nil
}

// memoryOptions make the registry's generic store keep its objects in memory.
func memoryOptions() generic.RESTOptions {
	resource := certificates.Resource("certificatesigningrequests")
	config := storagebackend.Config{
		Codec:           legacyscheme.Codecs.LegacyCodec(capi.SchemeGroupVersion),
		EncodeVersioner: capi.SchemeGroupVersion,
	}
	return generic.RESTOptions{
		StorageConfig:  config.ForResource(resource),
		ResourcePrefix: resource.Resource,
		Decorator: func(*storagebackend.ConfigForResource, string, func(runtime.Object) (string, error), func() runtime.Object, func() runtime.Object, storage.AttrFunc, storage.IndexerFuncs, *cache.Indexers) (storage.Interface, factory.DestroyFunc, error) {
			return memory{}, func() {}, nil
		},
	}
}
