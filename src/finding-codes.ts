import type { Severity } from './finding.ts';

interface CodeFacts {
  /** Severity where the finder does not say otherwise. */
  readonly severity: Severity;
  /** What it means, in one sentence; the heading text of `docs/findings.md` follows it. */
  readonly title: string;
}

const error = (title: string): CodeFacts => ({ severity: 'error', title });
const warning = (title: string): CodeFacts => ({ severity: 'warning', title });
const note = (title: string): CodeFacts => ({ severity: 'note', title });

/**
 * Every finding there is, by area: file, yaml, request, csr, key, name, cluster, policy, evidence,
 * certificate, record. A code, once released, keeps its meaning.
 */
export const findingCodes = {
  // file: what lies where
  'file.too-large': error('The file is larger than a request can be.'),
  'file.not-utf8': error('The file is not UTF-8 text.'),
  'file.path-segment': error('A folder or file name holds characters that requests may not have.'),
  'file.path-too-deep': error('The file lies in too many folders.'),
  'file.path-too-long': error('The path is too long.'),
  'file.unexpected': error('Only requests and README.md may lie under requests/.'),
  'file.mode': error('The file is not a regular, non-executable file.'),
  'file.case-twin': error('Two paths differ only in upper and lower case.'),
  'file.lfs-pointer': error('The file is a Git LFS pointer, not a request.'),

  // yaml: the text
  'yaml.syntax': error('The file is not YAML.'),
  'yaml.empty': error('The file holds no YAML document.'),
  'yaml.too-deep': error('The document is nested too deep.'),
  'yaml.several-documents': error('The file holds more than one YAML document.'),
  'yaml.directive': error('The file begins with a YAML directive.'),
  'yaml.document-marker': error('The document begins on the line of its marker.'),
  'yaml.not-json': error('The file begins like JSON, and is not JSON.'),
  'yaml.byte-order-mark': error('The file begins with a byte order mark.'),
  'yaml.tab': error('A tab stands between values.'),
  'yaml.line-break': error('A line ends in a way that not every reader knows.'),
  'yaml.control-character': error('The text holds a control character.'),
  'yaml.invisible-character': error('The text holds a character that hides from a reviewer.'),
  'yaml.ambiguous-value': error('A value is read in more than one way.'),
  'yaml.escape': error('An escape in quotes is not known to every reader.'),
  'yaml.no-json-form': error('A value cannot be said in JSON.'),
  'yaml.key-not-text': error('A key is not read as text by everyone.'),
  'yaml.duplicate-key': error('A key is there twice.'),
  'yaml.anchor': error('The file holds a YAML anchor.'),
  'yaml.alias': error('The file holds a YAML alias.'),
  'yaml.too-many-aliases': error('The aliases of the file stand for too much text.'),
  'yaml.merge-key': error('The file holds a YAML merge key.'),
  'yaml.tag': error('The file holds a YAML tag.'),
  'yaml.too-many-faults': error('The file has more faults than are listed.'),

  // request: the CertificateSigningRequest document
  'request.not-an-object': error('The document is not a Kubernetes object.'),
  'request.indentation': error('The fields of metadata or spec have lost their indentation.'),
  'request.api-version': error('The API version is not certificates.k8s.io/v1.'),
  'request.kind': error('The object is not a CertificateSigningRequest.'),
  'request.field-missing': error('A required field is missing or empty.'),
  'request.field-unknown': error('A field is none that a CertificateSigningRequest has.'),
  'request.field-type': error('A field has a value of the wrong type.'),
  'request.field-forbidden': error('A field must not be in a request under review.'),
  'request.name-syntax': error('The name is not a DNS-1123 subdomain of at most 200 characters.'),
  'request.name-not-path': error('The name and the file name differ.'),
  'request.annotation-unknown': error('An annotation is none of ours.'),
  'request.annotation-value': error('An annotation of ours has a value it cannot have.'),
  'request.expiration-format': error('The lifetime is not written in plain decimal digits.'),
  'request.placeholder': error('A placeholder was not filled in.'),
  'request.raw-pem': error('The CSR is PEM that was not encoded as base64.'),
  'request.not-base64': error('The CSR is not standard base64.'),
  'request.double-base64': error('The CSR was encoded as base64 twice.'),
  'request.der': error('The CSR is DER where PEM is due.'),
  'request.wrong-content': error('What is there is not a CSR.'),

  // csr: the PKCS#10 bytes
  'csr.pem-missing': error('There is no PEM block of type CERTIFICATE REQUEST.'),
  'csr.pem-surplus': error('Something besides one plain PEM block would be passed over unseen.'),
  'csr.malformed': error('The bytes are not a certification request as the cluster reads it.'),
  'csr.san-malformed': error('A subject alternative name cannot be read.'),
  'csr.extension-duplicate': error('An extension is requested twice.'),
  'csr.signature-invalid': error('The request is not signed by its own key.'),
  'csr.signature-unsupported': error('The cluster cannot verify this signature algorithm.'),
  'csr.signature-weak': error('The request is signed with a broken hash.'),
  'csr.ignored-octets': error('There are bytes that the cluster does not read.'),
  'csr.version': warning('The version is not that of PKCS#10.'),
  'csr.second-common-name': error('The subject has more than one common name.'),
  'csr.subject-undecodable': error('A subject attribute cannot be decoded.'),
  'csr.subject-unknown': error('A subject attribute is of an unknown type.'),
  'csr.subject-dropped': warning('The certificate will not carry a subject attribute.'),
  'csr.subject-repeated': error('A subject attribute is repeated in vain.'),
  'csr.subject-text': error('A subject attribute holds characters that hide or mislead.'),
  'csr.san-dropped': error('The certificate will not carry a subject alternative name of this form.'),
  'csr.san-unknown': error('A subject alternative name is of no known form.'),
  'csr.san-repeated': warning('A subject alternative name is listed twice.'),
  'csr.dns-name': error('A DNS name is not one that clients match.'),
  'csr.email-name': error('An email address is not in plain form.'),
  'csr.uri-name': error('A URI is not in canonical form.'),
  'csr.ip-mapped': error('An IPv4 address is written as IPv6.'),
  'csr.ca-requested': error('The request asks for a CA certificate.'),
  'csr.extension-undecodable': error('A requested extension cannot be decoded.'),
  'csr.extension-unknown': error('A requested extension is not known.'),
  'csr.extension-ignored': note('The certificate will not have usages that the CSR asks for.'),
  'csr.attribute-duplicate': error('An attribute of the request is there twice.'),
  'csr.attribute-undecodable': error('An attribute of the request cannot be decoded.'),
  'csr.attribute-ignored': warning('An attribute of the request has no effect.'),
  'csr.challenge-password': warning('The request carries a challenge password in clear.'),
  'csr.microsoft-extensions': error('The names are requested in a form that only Microsoft reads.'),

  // key: the public key, and private keys that must not be here
  'key.unusable': error('The public key is of a kind or form that the cluster does not take.'),
  'key.rsa-short': error('The RSA key is shorter than 2048 bits.'),
  'key.rsa-exponent': warning('The RSA public exponent is small.'),
  'key.curve-weak': error('The elliptic curve is too small.'),
  'key.not-allowed': error('The rule does not allow keys of this kind.'),
  'key.belongs-elsewhere': error('The public key belongs to another request or subject.'),
  'key.private-key': error('The change holds a private key.'),

  // name: subject and subject alternative names
  'name.reserved': error('A name that Kubernetes reserves must be stated literally by a rule.'),
  'name.look-alike': error('A name is written so that it can be taken for another.'),
  'name.service-as-user': warning(
    'The names are those of a service, but the signer makes API users or nodes.',
  ),

  // cluster: what the control plane would do
  'cluster.create-refused': error('The API server would refuse the object.'),
  'cluster.subject-restricted': error('Admission would refuse the subject for this signer.'),
  'cluster.signer-would-refuse': error('The signer would mark the approved request Failed.'),
  'cluster.never-signed': error('No signer would issue a certificate for this request.'),
  'cluster.lifetime-clamped': warning('The cluster would grant a shorter life than asked.'),
  'cluster.dropped': note('The certificate would not carry everything the CSR asks for.'),
  'cluster.no-san-server': warning('A server certificate has no subject alternative name.'),
  'cluster.client-without-common-name': warning('A client certificate names no user.'),
  'cluster.signer-conditions': note('The signer issues under conditions that only its cluster shows.'),
  'cluster.signer-unproven': note('No source says all that this kind of cluster does with the signer.'),
  'cluster.live-refused': error('The cluster itself, asked now, refuses the object.'),
  'cluster.live-accepted': warning(
    'The cluster itself, asked now, accepts what was predicted to be refused.',
  ),
  'cluster.live-changed': error('The cluster itself changes the object, so that it is not the one reviewed.'),
  'cluster.live-warning': warning('The cluster itself warns of the object.'),
  'cluster.live-unknown': warning('The cluster could not be asked about this request.'),

  // policy: what the owners allow
  'policy.unknown-key': error('The policy holds a key that means nothing.'),
  'policy.missing-key': error('The policy lacks a key it needs.'),
  'policy.bad-value': error('A value of the policy is not of its form.'),
  'policy.contradiction': error('Two places of the policy do not go together.'),
  'policy.not-yet': error('The policy asks for something that is not built yet.'),
  'policy.rules-overlap': error('Two rules of the policy select the same request.'),
  'policy.requester-unstated': warning(
    'A rule for API clients does not say whose identity may be asked for.',
  ),
  'policy.unknown-cluster': error('The path names a cluster the policy does not have.'),
  'policy.no-rule': error('No rule of the policy selects the request, so it is denied.'),
  'policy.name-not-allowed': error('The rule does not allow this name.'),
  'policy.name-missing': error('The rule requires a name the CSR does not have.'),
  'policy.attribute-not-allowed': error('The subject holds an attribute that no rule can allow.'),
  'policy.too-many-names': error('The CSR has more names than the rule allows.'),
  'policy.wildcard': error('The rule does not allow wildcard names.'),
  'policy.usage-not-allowed': error('The rule does not allow this usage.'),
  'policy.usage-missing': error('The rule requires a usage the request does not have.'),
  'policy.lifetime-over-maximum': error(
    'The lifetime asked for is over what the rule or the cluster allows.',
  ),
  'policy.lifetime-unstated': error('A request to a signer that is not ours must state its lifetime.'),
  'policy.not-set-up': warning('The repository has no policy yet, so nothing would be issued.'),
  'policy.requester': error('The author of the pull request is not the one the rule wants to ask.'),
  'policy.rule-never-met': error('No request can ever meet a rule of the policy.'),
  'policy.never-signed': error('Nobody signs what a rule allows.'),
  'policy.trust-missing': warning('No certificate of a rule would be believed.'),
  'policy.pattern-never-matches': warning('A pattern of a rule allows nothing.'),
  'policy.pattern-covered': note('A pattern of a rule adds nothing to another.'),
  'policy.public-suffix': warning('A pattern allows names that belong to strangers.'),
  'policy.wide-pattern': warning('A pattern reaches further than one team, host or person.'),
  'policy.long-lifetime': warning('A rule allows more than 398 days.'),
  'policy.default-over-cluster': warning('The default lifetime of a rule is over what a cluster allows.'),
  'policy.renewal-window': warning('People have less than three days to approve a renewal.'),
  'policy.auto-approved-client': warning('Clients of the API server are renewed without people.'),
  'policy.merge-is-approval': warning('A merge is the approval, though there are several owners.'),
  'policy.one-person': warning('One person decides where a rule asks for several.'),
  'policy.test-failed': error('A test of the policy had another answer than it expects.'),
  'policy.untested': warning('No test shows what a rule allows, or what it refuses.'),

  // evidence: what an approval rests on
  'evidence.malformed': error('The file of local evidence cannot be read.'),
  'evidence.level': error('The approval is not proven in the way the rule asks for.'),
  'evidence.none': error('No merged pull request is known that brought this file.'),
  'evidence.other-bytes': error('What was approved is not what lies on the default branch.'),
  'evidence.other-cluster': error('The request was approved for another cluster.'),
  'evidence.approvals-missing': error('Fewer people approved than the rule asks for.'),
  'evidence.expired': error('The approval is older than the rule lets it be.'),
  'evidence.from-the-future': error('The merge lies in the future by the clock of this machine.'),

  // certificate: what came back
  'certificate.unreadable': error('What came back is not a certificate.'),
  'certificate.key-mismatch': error('The certificate carries another public key than the CSR.'),
  'certificate.subject-differs': error("The certificate's subject is not the one asked for."),
  'certificate.names-differ': error("The certificate's names are not those asked for."),
  'certificate.usages-exceed': error('The certificate may be used for more than was asked for.'),
  'certificate.is-ca': error('The certificate is a CA.'),
  'certificate.extension-unknown': error('The certificate has a critical extension that nobody reviewed.'),
  'certificate.lifetime-exceeded': error('The certificate lives longer than was approved.'),
  'certificate.chain-untrusted': error("The certificate does not lead to the signer's trust bundle."),
  'certificate.no-trust-bundle': error('There is no trust bundle to check the certificate against.'),
  'certificate.no-intent': error('The certificate was issued without an intent of ours.'),
  'certificate.not-approved': error('The certificate was issued for an object that is not approved.'),
  'certificate.object-altered': error('The object that was signed is not the one that was approved.'),
  'certificate.serial-reused': error('The serial number was given to another certificate before.'),
  'certificate.request-withdrawn': error(
    'The request left the default branch before its certificate was collected.',
  ),

  // record: the account of an issuance
  'record.unverified': error('A record is not signed by a key that policy trusts.'),
  'record.mismatch': error('A record and the certificate beside it do not belong together.'),
  'record.removed': error('A record or intent that was once on the results branch is gone.'),
  'record.unreadable': error('An intent on the results branch cannot be read.'),
  'record.chain-broken': warning("The chain of a cluster's records has a gap or a fork."),
  'record.branch-rewound': error('The results branch no longer holds a commit that was seen before.'),
} as const satisfies Record<string, CodeFacts>;

export type FindingCode = keyof typeof findingCodes;
