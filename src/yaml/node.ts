import type { Finding, Position } from '../finding.ts';
import type { JsonValue } from '../model.ts';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

interface NodeBase {
  /** Where the node begins: a quoted scalar at its quote, a block scalar at its `|`, an empty value at its key. */
  readonly position: Position;
  /** RFC 6901 pointer of the place it was written at; below an alias, of the anchored node. */
  readonly pointer: string;
  /** What Kubernetes makes of it, or undefined where Kubernetes cannot read it. */
  readonly value: JsonValue | undefined;
  /** Nodes in this tree, those below an alias counted at every use. */
  readonly size: number;
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  /** As written, quotes included; of a block scalar the indented lines. */
  readonly raw: string;
  /** The content as text, before any type is read into it: `yes` for `yes`, `yes` for `"yes"`. */
  readonly text: string;
  readonly style: ScalarStyle;
  /** Whether YAML 1.1, YAML 1.2 core and Kubernetes read the same value. */
  readonly alike: boolean;
}

export interface YamlEntry {
  /** The key as Kubernetes reads it. */
  readonly key: string;
  readonly keyNode: YamlNode;
  readonly value: YamlNode;
}

export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  /** In file order, duplicates kept, entries of merge keys in place of the merge key. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlList extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export type YamlNode = YamlScalar | YamlMap | YamlList;

/** Everything learnt from one YAML text, sound or not. */
export interface YamlReading {
  /** The first document's tree; null where the text is not YAML or holds nothing. */
  readonly root: YamlNode | null;
  /**
   * The first document as `sigs.k8s.io/yaml` turns it into JSON under strict field validation; undefined where
   * that refuses it (syntax, duplicate keys, keys without a JSON form) or where it was not read.
   */
  readonly value: JsonValue | undefined;
  /** Whether readers of YAML may differ on this text, so that nothing should be predicted from `value`. */
  readonly ambiguous: boolean;
  readonly findings: readonly Finding[];
  /** The node at an RFC 6901 pointer. */
  readonly at: (pointer: string) => YamlNode | undefined;
  /** Where the node at a pointer begins; where there is none, the key of the nearest parent that exists. */
  readonly locate: (pointer: string) => Position;
  /** The text of a line (from 1) without its line break; empty beyond the end. */
  readonly lineText: (line: number) => string;
}
