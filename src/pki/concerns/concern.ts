/** What Go takes or passes over in a CSR and Countersign refuses or reports; the shape of a finding without a place. */
import type { Severity } from '../../finding.ts';
import { type FindingCode, findingCodes } from '../../finding-codes.ts';
import type { Csr } from '../../model.ts';
import type { RequestAttribute } from '../csr-attributes.ts';
import type { SanReading } from '../san.ts';

export interface CsrConcern {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** One plain sentence; may hold hostile text from the CSR. */
  readonly message: string;
  /** How to mend it. */
  readonly hint: string;
}

/** Makes a concern with the severity its code has. */
export function concern(code: FindingCode, message: string, hint: string): CsrConcern {
  return { code, severity: findingCodes[code].severity, message, hint };
}

/** All that was learnt while reading a CSR that the cluster would take. */
export interface CsrFacts {
  readonly csr: Csr;
  readonly version: bigint;
  /** Where octets lie that Go does not read, in words. */
  readonly ignored: readonly string[];
  readonly attributes: readonly RequestAttribute[];
  /** Null where no subjectAltName is requested. */
  readonly sans: SanReading | null;
}
