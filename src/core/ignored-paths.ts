import type { State } from "./diff.ts";
import type { JsonValue } from "./plan.ts";

/**
 * What is wanted once the ignored paths are taken out of our hands: there, whatever was found is wanted. So an
 * ignored field makes no difference, and a call that must carry it along (all of a function's environment)
 * carries the value it has.
 * @param paths `memoryMb`, or an entry of a map: `environment.LOG_LEVEL`, `tags.team`
 */
export function keepIgnored<Wanted extends State>(
  wanted: Wanted,
  found: State,
  paths: readonly string[],
): Wanted {
  let kept: State = wanted;
  for (const path of paths) kept = keepPath(kept, found, path);
  return kept as Wanted;
}

/** Without a found state (before a create) an ignored field is created as declared. */
function keepPath(wanted: State, found: State, path: string): State {
  const dot = path.indexOf(".");
  if (dot < 0) return withMember(wanted, path, found[path]);
  const field = path.slice(0, dot);
  if (!(isMap(wanted[field]) || isMap(found[field]))) return wanted;
  const key = path.slice(dot + 1);
  const entries = withMember(asMap(wanted[field]), key, asMap(found[field])[key]);
  return { ...wanted, [field]: entries as JsonValue };
}

function withMember(members: State, name: string, value: JsonValue | undefined): State {
  const { [name]: _, ...rest } = members;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function isMap(value: JsonValue | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asMap(value: JsonValue | undefined): State {
  return isMap(value) ? (value as State) : {};
}
