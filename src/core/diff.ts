import { compareText, sameValue } from "./canonical.ts";
import type { Change, JsonValue } from "./plan.ts";

/** The managed part of a resource, in the manifest's words. Members without a value are not set. */
export type State = { readonly [field: string]: JsonValue | undefined };

/** How one field of a kind is compared. */
export interface Field {
  /** The member of the state. */
  readonly path: string;
  /** Equality of meaning; for a map, of its entries. Default: of the JSON values. */
  readonly isSame?: (wanted: JsonValue | undefined, found: JsonValue | undefined) => boolean;
  /**
   * A map, compared entry by entry: `environment.LOG_LEVEL`. `exact`: entries that are not declared do not
   * belong there; `declared`: they are somebody else's and stay.
   */
  readonly map?: "exact" | "declared";
  /** Nobody's business when the manifest says nothing of it. */
  readonly onlyIfDeclared?: true;
  /** Not in every manifest, and put back to `unset` when it leaves one that had it. */
  readonly optional?: Optional;
  /** Cannot be changed in place: a difference is told, not acted on. */
  readonly immutable?: true;
  readonly sensitive?: true;
}

export interface Optional {
  /** The value of a field that nobody set; default: none. */
  readonly unset?: JsonValue;
  /** Operators set it by hand to stop something: told rather than undone. */
  readonly isBrake?: true;
}

/** All differences, in the order of the table and, within a map, of its keys. */
export function diff(fields: readonly Field[], wanted: State, found: State): readonly Change[] {
  return fields.flatMap((field) => diffField(field, wanted[field.path], found[field.path]));
}

function diffField(field: Field, to: JsonValue | undefined, from: JsonValue | undefined): readonly Change[] {
  if (field.onlyIfDeclared && to === undefined) return [];
  if (field.map !== undefined) return diffMap(field, toMap(to), toMap(from));
  return changeOf(field, field.path, to, from);
}

function diffMap(field: Field, to: Members, from: Members): readonly Change[] {
  const keys = field.map === "exact" ? [...Object.keys(to), ...Object.keys(from)] : Object.keys(to);
  return [...new Set(keys)]
    .sort(compareText)
    .flatMap((key) => changeOf(field, `${field.path}.${key}`, memberOf(to, key), memberOf(from, key)));
}

function changeOf(
  field: Field,
  path: string,
  to: JsonValue | undefined,
  from: JsonValue | undefined,
): readonly Change[] {
  if ((field.isSame ?? sameValue)(to, from)) return [];
  return [{ path, from, to, ...(field.sensitive && { sensitive: true }) }];
}

type Members = { readonly [member: string]: JsonValue };

function toMap(value: JsonValue | undefined): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function memberOf(members: Members, key: string): JsonValue | undefined {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

/** Whether a change is to this field, or to an entry of this map. */
function isAt(change: Change, path: string): boolean {
  return change.path === path || change.path.startsWith(`${path}.`);
}

export function changesAt(changes: readonly Change[], ...paths: readonly string[]): readonly Change[] {
  return changes.filter((change) => paths.some((path) => isAt(change, path)));
}

/** The key of a map's entry: `LOG_LEVEL` of `environment.LOG_LEVEL`. */
export function entryKey(change: Change): string {
  return change.path.slice(change.path.indexOf(".") + 1);
}
