import { shortRevision } from "../core/short-revision.ts";

/** What `prettyMessage` puts into words, or what only machines want. */
export const worded = [
  ...["instance", "version", "pid", "environment", "kind", "name", "revision", "reconcileId", "generation"],
  ...["call", "changes", "reason", "detail", "cause"],
] as const;

type Line = Readonly<Record<string, unknown>>;

/** A line of the log for people: `Function/parse: lambda:UpdateFunctionCode (source)`. */
export function prettyMessage(line: Line): string {
  const subject = subjectOf(line);
  const text = `${subject === undefined ? "" : `${subject}: `}${sayingOf(line)}${revisionOf(line, subject)}`;
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

/** `Kind/name`, with its environment unless that is the default one. */
function subjectOf({ environment, kind, name }: Line): string | undefined {
  if (kind === undefined || name === undefined) return undefined;
  return `${environment === "default" ? "" : `${environment}/`}${kind}/${name}`;
}

function sayingOf({ msg, call, changes, reason, detail }: Line): string {
  if (typeof call === "string") return `${call}${pathsOf(changes)}`;
  const isEvent = String(msg).endsWith(" event");
  const said = [isEvent ? undefined : msg, reason, detail].filter((part) => part !== undefined);
  return said.join(": ");
}

function pathsOf(changes: unknown): string {
  if (!Array.isArray(changes) || changes.length === 0) return "";
  return ` (${changes.map(({ path }: { readonly path?: unknown }) => String(path)).join(", ")})`;
}

/** Lines about one resource come by the dozen, all of the same revision. */
function revisionOf({ revision }: Line, subject: string | undefined): string {
  return subject === undefined && typeof revision === "string" ? `, revision ${shortRevision(revision)}` : "";
}
