import type { JsonValue } from '../model.ts';
import { policyShape } from './policy-shape.ts';
import { policyTestShape } from './policy-test-shape.ts';
import type { FieldsShape, ListShape, Shape } from './shape.ts';

type JsonObject = { readonly [key: string]: JsonValue };

/**
 * The policy's shape as JSON Schema 2020-12, for editors; `schema/policy.schema.json` is this, held equal by a
 * test. What one value says of another (names of clusters, captures, overlaps) is beyond a schema.
 */
export function policyJsonSchema(): JsonObject {
  return fileSchema('policy', 'Countersign policy', policyShape);
}

/** The same of `.github/countersign.test.yaml`, published as `schema/policy-test.schema.json`. */
export function policyTestJsonSchema(): JsonObject {
  return fileSchema('policy-test', 'Tests of a Countersign policy', policyTestShape);
}

function fileSchema(name: string, title: string, shape: Shape): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://countersign.dev/schema/${name}.schema.json`,
    title,
    ...schemaOf(shape),
  };
}

function schemaOf(shape: Shape): JsonObject {
  return { description: shape.about, ...constraintsOf(shape) };
}

function constraintsOf(shape: Shape): JsonObject {
  switch (shape.kind) {
    case 'text':
      return { type: 'string', maxLength: 1024, pattern: shape.pattern.source };
    case 'choice':
      return { enum: shape.of };
    case 'duration':
      return { type: 'string', pattern: '^[1-9][0-9]{0,6}[mhd]$' };
    case 'percent':
      return { type: 'string', pattern: '^[1-9][0-9]?%$' };
    case 'whole':
      return { type: 'integer', minimum: shape.min, maximum: shape.max };
    case 'flag':
      return { type: 'boolean' };
    case 'list':
      return listConstraints(shape);
    case 'table':
      return {
        type: 'object',
        propertyNames: { pattern: shape.key.source },
        additionalProperties: schemaOf(shape.of),
      };
    case 'fields':
      return fieldsConstraints(shape);
  }
}

function listConstraints({ of, min, holds }: ListShape): JsonObject {
  return {
    type: 'array',
    items: schemaOf(of),
    ...(min > 0 && { minItems: min }),
    ...(holds && { contains: holding(holds.field, holds.text) }),
  };
}

function holding(field: string, text: string): JsonObject {
  return { type: 'object', properties: { [field]: { const: text } }, required: [field] };
}

function fieldsConstraints(shape: FieldsShape): JsonObject {
  const properties = Object.entries(shape.fields).map(([key, field]) => [key, schemaOf(field)] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    ...(shape.required.length > 0 && { required: shape.required }),
    ...(shape.one && { minProperties: 1, maxProperties: 1 }),
  };
}
