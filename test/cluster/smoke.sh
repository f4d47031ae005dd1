#!/bin/sh
# Proves the control plane with kubectl and openssl: start, create a request, approve it, see it issued, stop, and
# find nothing left.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
binary=$("$here/build.sh")
work=$(mktemp -d)
plane=
cleanup() {
  if [ -n "$plane" ]; then kill "$plane" 2>/dev/null || true; wait "$plane" || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

"$binary" up --dir "$work/plane" >"$work/ready" 2>"$work/errors" &
plane=$!
until [ -s "$work/ready" ]; do
  kill -0 "$plane" 2>/dev/null || { cat "$work/errors" >&2; exit 1; }
  sleep 0.1
done
export KUBECONFIG="$work/plane/kubeconfig"

openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /O=dev/CN=jane \
  -keyout "$work/key.pem" -out "$work/request.pem" 2>/dev/null
kubectl create -f - <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: jane
spec:
  request: $(base64 <"$work/request.pem" | tr -d '\n')
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
  expirationSeconds: 3600
YAML
kubectl certificate approve jane
kubectl wait --for=jsonpath='{.status.certificate}' --timeout=30s csr/jane
kubectl get csr jane -o jsonpath='{.status.certificate}' | base64 -d >"$work/jane.pem"
openssl verify -CAfile "$work/plane/ca.crt" "$work/jane.pem"
# The certificate logs in: Kubernetes names the user and the group that it reads from the subject.
server=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')
KUBECONFIG=/dev/null kubectl --server "$server" --certificate-authority "$work/plane/ca.crt" \
  --client-certificate "$work/jane.pem" --client-key "$work/key.pem" auth whoami

kill "$plane"
wait "$plane"
plane=
if [ -e "$work/plane" ]; then echo "smoke.sh: $work/plane was left behind" >&2; exit 1; fi
if pgrep -f "$work/plane" >/dev/null; then echo "smoke.sh: a process was left behind" >&2; exit 1; fi
echo "smoke.sh: ok"
