/** The vector files: what real control planes and the oracle did with manifests. */
import { readFileSync } from 'node:fs';
import type { StatusCause } from '../../src/kubernetes/object.ts';
import type { PredictedReading } from '../../src/kubernetes/predict.ts';
import type { JsonValue } from '../../src/model.ts';
import type { Outcome } from '../../src/report.ts';
import { parseYaml } from '../../src/yaml.ts';

export interface Vector {
  readonly id: string;
  readonly title: string;
  readonly manifest: string;
  readonly create: {
    readonly code: number;
    readonly reason?: string;
    readonly message?: string;
    readonly causes?: readonly StatusCause[];
  };
  readonly outcome: Outcome;
  readonly failed?: { readonly reason: string; readonly message: string };
  readonly certificate?: {
    readonly subject: string;
    readonly seconds: number;
    readonly dnsNames?: readonly string[];
    readonly ipAddresses?: readonly string[];
    readonly emailAddresses?: readonly string[];
    readonly uris?: readonly string[];
    readonly keyUsages?: readonly string[];
    readonly extKeyUsages?: readonly string[];
  };
}

export function readVectors(file: string): readonly Vector[] {
  const url = new URL(`../vectors/${file}`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { vectors: readonly Vector[] }).vectors;
}

/** An observed manifest as `validate` reads it. */
export function readManifest(manifest: string): PredictedReading {
  const { value, ambiguous } = parseYaml(manifest, { file: 'manifest.yaml' });
  return { object: value, ambiguous };
}

/** A manifest of the oracle's: JSON. */
export function readJson(manifest: string): PredictedReading {
  return { object: JSON.parse(manifest) as JsonValue, ambiguous: false };
}
