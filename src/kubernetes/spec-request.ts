import type { Csr } from '../model.ts';

/** What the API server reads out of `spec.request`: a CSR whose signature verifies, or Go's words for the fault. */
export type SpecRequest =
  | { readonly csr: Csr; readonly fault: null }
  | { readonly csr: null; readonly fault: string };

/** Reads `spec.request` (standard base64 of PEM) as `ParseCSR` and `CheckSignature` do. */
export function readSpecRequest(_base64: string): SpecRequest {
  throw new Error('not built yet');
}
