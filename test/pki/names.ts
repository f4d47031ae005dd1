import type { NameAttribute } from '../../src/model.ts';
import { nameAttribute } from '../../src/pki/name.ts';
import { oids } from '../../src/pki/oids.ts';

/** The subject of a plain request: one set for each O, then the CN where there is one. */
export function subjectRdns(commonName: string | null, organizations: readonly string[]): NameAttribute[][] {
  const rdns = organizations.map((organization) => [nameAttribute(oids.organization, organization)]);
  return commonName === null ? rdns : [...rdns, [nameAttribute(oids.commonName, commonName)]];
}
