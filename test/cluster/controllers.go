package main

import (
	"context"
	"flag"
	"time"

	"k8s.io/client-go/informers"
	certificatesinformers "k8s.io/client-go/informers/certificates/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/kubernetes/pkg/controller/certificates/approver"
	"k8s.io/kubernetes/pkg/controller/certificates/cleaner"
	"k8s.io/kubernetes/pkg/controller/certificates/signer"
)

// workers is how many requests each controller handles at once, as in kube-controller-manager.
const workers = 5

// runControllers runs what kube-controller-manager runs for certificates (csrsigning, csrapproving, csrcleaner),
// without the rest of it.
func runControllers(arguments []string) error {
	flags := flag.NewFlagSet("controllers", flag.ContinueOnError)
	kubeconfig := flags.String("kubeconfig", "", "how to reach kube-apiserver")
	caCert := flags.String("cluster-signing-cert-file", "", "certificate of the CA that signs")
	caKey := flags.String("cluster-signing-key-file", "", "its key")
	maxLifetime := flags.Duration("cluster-signing-duration", defaultLifetime, "longest life of a certificate")
	qps := flags.Float64("kube-api-qps", defaultQPS, "requests a second, below 0 for no limit")
	burst := flags.Int("kube-api-burst", defaultBurst, "requests beyond that in a burst")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = float32(*qps), *burst
	config.UserAgent = "control-plane-controllers"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}

	ctx := context.Background()
	factory := informers.NewSharedInformerFactory(client, 0)
	requests := factory.Certificates().V1().CertificateSigningRequests()
	// All are made before the informer starts: a controller registers with it in its constructor.
	approving := approver.NewCSRApprovingController(ctx, client, requests)
	cleaning := cleaner.NewCSRCleanerController(client.CertificatesV1().CertificateSigningRequests(), requests)
	runs := []func(){
		func() { approving.Run(ctx, workers) },
		func() { cleaning.Run(ctx, 1) },
	}
	for _, newSigner := range []func(context.Context, kubernetes.Interface, certificatesinformers.CertificateSigningRequestInformer, string, string, time.Duration) (*signer.CSRSigningController, error){
		signer.NewKubeletServingCSRSigningController,
		signer.NewKubeletClientCSRSigningController,
		signer.NewKubeAPIServerClientCSRSigningController,
		signer.NewLegacyUnknownCSRSigningController,
	} {
		controller, err := newSigner(ctx, client, requests, *caCert, *caKey, *maxLifetime)
		if err != nil {
			return err
		}
		runs = append(runs, func() { controller.Run(ctx, workers) })
	}
	for _, run := range runs {
		go run()
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	sayReady()
	exitWithParent()
	return nil
}
