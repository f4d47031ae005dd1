/** Object identifiers by name, from RFC 5280, RFC 2985, RFC 4519, RFC 5480, RFC 8017 and RFC 8410. */

export const oids = {
  extensionRequest: '1.2.840.113549.1.9.14',
  microsoftExtensionRequest: '1.3.6.1.4.1.311.2.1.14',
  challengePassword: '1.2.840.113549.1.9.7',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  organization: '2.5.4.10',
  rsaEncryption: '1.2.840.113549.1.1.1',
  ecPublicKey: '1.2.840.10045.2.1',
  ed25519: '1.3.101.112',
  dsa: '1.2.840.10040.4.1',
} as const;

/** Subject attribute types: the first nine are those that Go's `pkix.Name` holds and prints by these names. */
const attributeTypes: Readonly<Record<string, string>> = {
  '2.5.4.6': 'C',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.17': 'POSTALCODE',
  '2.5.4.4': 'SN',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.2.840.113549.1.9.8': 'unstructuredAddress',
  '1.3.6.1.4.1.57683.2': 'kubernetesUserUid',
};

/** Attribute types that the cluster's signer writes into a certificate; it drops every other. */
export const keptAttributeTypes: ReadonlySet<string> = new Set(Object.keys(attributeTypes).filter(isKept));

function isKept(oid: string): boolean {
  return ['3', '5', '6', '7', '8', '9', '10', '11', '17'].some((arc) => oid === `2.5.4.${arc}`);
}

/** Short name of a subject attribute type, or null where we know none. */
export function attributeTypeName(oid: string): string | null {
  return attributeTypes[oid] ?? null;
}

const extensionNames: Readonly<Record<string, string>> = {
  [oids.subjectKeyIdentifier]: 'subjectKeyIdentifier',
  [oids.keyUsage]: 'keyUsage',
  '2.5.29.16': 'privateKeyUsagePeriod',
  [oids.subjectAltName]: 'subjectAltName',
  '2.5.29.18': 'issuerAltName',
  [oids.basicConstraints]: 'basicConstraints',
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.33': 'policyMappings',
  [oids.authorityKeyIdentifier]: 'authorityKeyIdentifier',
  '2.5.29.36': 'policyConstraints',
  [oids.extKeyUsage]: 'extKeyUsage',
  '2.5.29.54': 'inhibitAnyPolicy',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '1.3.6.1.5.5.7.1.24': 'tlsFeature',
};

/** Field name of an extension, or its OID where we know none. */
export function extensionName(oid: string): string {
  return extensionNames[oid] ?? oid;
}

const requestAttributeNames: Readonly<Record<string, string>> = {
  [oids.extensionRequest]: 'extensionRequest',
  [oids.microsoftExtensionRequest]: 'microsoftExtensionRequest',
  [oids.challengePassword]: 'challengePassword',
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.2.840.113549.1.9.8': 'unstructuredAddress',
  '1.3.6.1.4.1.311.13.2.1': 'enrollmentNameValuePair',
  '1.3.6.1.4.1.311.13.2.2': 'enrollmentCspProvider',
  '1.3.6.1.4.1.311.13.2.3': 'osVersion',
  '1.3.6.1.4.1.311.21.20': 'requestClientInfo',
};

/** Name of a PKCS#10 attribute, or its OID where we know none. */
export function requestAttributeName(oid: string): string {
  return requestAttributeNames[oid] ?? oid;
}
