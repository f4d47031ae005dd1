/**
 * What a file must look like, as data: one table from which the reader (`read-shape.ts`) and the JSON Schema
 * for editors (`json-schema.ts`) are both made, and from which the types of what was read follow.
 */

interface Common {
  /** What the value means, one sentence; editors show it. */
  readonly about: string;
  /** A right value as a file writes it, where the form alone does not give one (`shape-hint.ts`). */
  readonly example?: string;
}

/** A string of a certain form. `form` completes the sentence "must be …". */
export interface TextShape extends Common {
  readonly kind: 'text';
  /** Anchored, and cheap on any input. */
  readonly pattern: RegExp;
  readonly form: string;
}

export interface ChoiceShape extends Common {
  readonly kind: 'choice';
  readonly of: readonly string[];
}

/** `90m`, `8h`, `30d`; read as seconds. */
export interface DurationShape extends Common {
  readonly kind: 'duration';
}

/** `80%`; read as 0.8. */
export interface PercentShape extends Common {
  readonly kind: 'percent';
}

export interface WholeShape extends Common {
  readonly kind: 'whole';
  readonly min: number;
  readonly max: number;
}

export interface FlagShape extends Common {
  readonly kind: 'flag';
}

export interface ListShape extends Common {
  readonly kind: 'list';
  readonly of: Shape;
  readonly min: number;
  /** One item at least must hold this text in this field. */
  readonly holds?: { readonly field: string; readonly text: string };
}

/** Keys of the user's choosing. */
export interface TableShape extends Common {
  readonly kind: 'table';
  readonly key: RegExp;
  readonly keyForm: string;
  readonly keyExample: string;
  readonly of: Shape;
}

/** Keys of ours; any other is an error. */
export interface FieldsShape extends Common {
  readonly kind: 'fields';
  readonly fields: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  /** Exactly one of the fields must be there. */
  readonly one?: boolean;
}

export type Shape =
  | TextShape
  | ChoiceShape
  | DurationShape
  | PercentShape
  | WholeShape
  | FlagShape
  | ListShape
  | TableShape
  | FieldsShape;

/** The type of what a shape reads; fields that are not required may be missing. */
export type ValueOf<S> = S extends { readonly kind: 'text' }
  ? string
  : S extends { readonly kind: 'choice'; readonly of: readonly (infer Word)[] }
    ? Word
    : S extends { readonly kind: 'duration' | 'percent' | 'whole' }
      ? number
      : S extends { readonly kind: 'flag' }
        ? boolean
        : S extends { readonly kind: 'list'; readonly of: infer Item }
          ? readonly ValueOf<Item>[]
          : S extends { readonly kind: 'table'; readonly of: infer Item }
            ? Readonly<Record<string, ValueOf<Item>>>
            : S extends {
                  readonly kind: 'fields';
                  readonly fields: infer Fields;
                  readonly required: infer Names;
                }
              ? FieldsOf<Fields, Names extends readonly (infer Name)[] ? Name : never>
              : never;

type FieldsOf<Fields, Name> = {
  readonly [Key in keyof Fields as Key extends Name ? Key : never]: ValueOf<Fields[Key]>;
} & {
  readonly [Key in keyof Fields as Key extends Name ? never : Key]?: ValueOf<Fields[Key]>;
};
