import type { LeaseRow } from "../core/controller-row.ts";

/** What a process that would lead knows of itself. */
export interface Candidate {
  readonly xflowVersion: string;
  /** Of the source as it reads it; absent: it has not read it. */
  readonly revision?: string;
  /** ISO 8601 */
  readonly revisionSince?: string;
}

/** So long a lease stays free for somebody better: nobody may ever come. In milliseconds. */
const graceMs = 120_000;

/**
 * Whether a process may take over from the one before. One that is behind would undo what a newer revision or a newer
 * xflow did; after two minutes it is better than nobody.
 *
 * | before it led          | this process                              | may lead |
 * |------------------------|-------------------------------------------|----------|
 * | the same revision      | any                                       | yes      |
 * | another revision       | has read one that appeared later          | yes      |
 * | another revision       | one that appeared earlier, or none at all | no       |
 * | an older xflow or this | any                                       | yes      |
 * | a newer xflow          | any                                       | no       |
 *
 * @param nowMs epoch milliseconds, by the wall clock
 */
export function mayLead(previous: LeaseRow, candidate: Candidate, nowMs: number): boolean {
  if (nowMs - Date.parse(previous.renewedAt) > graceMs) return true;
  return !isBehind(previous, candidate) && !isOlder(candidate.xflowVersion, previous.xflowVersion);
}

function isBehind({ revision, revisionSince }: LeaseRow, candidate: Candidate): boolean {
  if (revision === undefined || revision === candidate.revision) return false;
  if (candidate.revisionSince === undefined) return true;
  return revisionSince !== undefined && Date.parse(candidate.revisionSince) < Date.parse(revisionSince);
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)];
  const places = Array.from({ length: Math.max(a.length, b.length) }, (_, place) => place);
  const differences = places.map((place) => (a[place] ?? 0) - (b[place] ?? 0));
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}

/** Without what follows a hyphen: a preview counts as its release. */
function numbersOf(version: string): readonly number[] {
  return (version.split("-")[0] ?? "").split(".").map((part) => Number.parseInt(part, 10) || 0);
}
