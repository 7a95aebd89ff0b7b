import type { ResourceKey } from "../../api/resource.ts";
import { CallError } from "../../core/call-error.ts";
import { compareText } from "../../core/canonical.ts";
import type { Kind, Owned, OwnedListing } from "../../core/kind.ts";
import type { ResourceEvent } from "../../core/resource-event.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { BoundTarget } from "../ports.ts";
import { rebuiltRow } from "./rebuilt-row.ts";

export interface RebuildInput {
  /** Every account and region that is declared. */
  readonly targets: readonly BoundTarget[];
  /** Rows there are, which are believed. */
  readonly known: readonly ResourceRow[];
  /** Lists begun before this are not used; the clock's milliseconds. */
  readonly newerThan: number;
  readonly nowMs: number;
}

export interface Rebuilt {
  /** Rows to be stored, of what was found and had none. */
  readonly rows: readonly ResourceRow[];
  /** What was found and cannot be told apart or understood. */
  readonly events: readonly ResourceEvent[];
  /** Why something may be missing; absent: all lists were read. */
  readonly listUnknown?: string;
}

/**
 * The inventory as far as tags tell it, for a state table that was lost. Policies are the kinds' defaults and
 * dependencies what the names say, so that nothing should be deleted by it before the declarations were seen.
 * Safe to repeat: what has a row is left out.
 */
export async function rebuildInventory(input: RebuildInput): Promise<Rebuilt> {
  const lists = await Promise.all(
    input.targets.flatMap((target) => Object.values(target.kinds).map((kind) => listOf(target, kind, input))),
  );
  const rows = new Map<ResourceKey, ResourceRow>();
  const known = new Set(input.known.map(({ key }) => key));
  const events: ResourceEvent[] = [];
  for (const found of lists.flatMap(({ items }) => items)) {
    const row = rebuiltRow(found.owned, found.kind.name, found.target.place, input.nowMs);
    const problem = problemOf(found, row, rows);
    if (problem !== undefined) events.push(warning(found, problem, input.nowMs));
    else if (row !== undefined && !known.has(row.key)) rows.set(row.key, row);
  }
  const reasons = lists.flatMap(({ unknown }) => unknown ?? []);
  const linked = withDependencies([...rows.values()], input.known);
  return { rows: linked, events, ...(reasons.length === 0 ? {} : { listUnknown: reasons.join("; ") }) };
}

interface Found {
  readonly owned: Owned;
  readonly kind: Kind;
  readonly target: BoundTarget;
}

interface List {
  readonly items: readonly Found[];
  readonly unknown?: string;
}

async function listOf(target: BoundTarget, kind: Kind, { newerThan }: RebuildInput): Promise<List> {
  const listing = await kind.owned(newerThan).catch(unlisted);
  if (listing.kind === "listed") return { items: listing.items.map((owned) => ({ owned, kind, target })) };
  const { accountId, region } = target.place;
  return { items: [], unknown: `${kind.name} in ${accountId} ${region}: ${listing.reason}` };
}

/** What may not be asked for is not known. */
function unlisted(error: unknown): OwnedListing {
  if (error instanceof CallError) return { kind: "unknown", reason: error.message };
  throw error;
}

/** The same thing in two lists, an IAM role of two regions, is no problem. */
function problemOf(
  { owned, kind }: Found,
  row: ResourceRow | undefined,
  rows: ReadonlyMap<ResourceKey, ResourceRow>,
): string | undefined {
  if (row === undefined) return `it is tagged as ours, but "${owned.key}" names no ${kind.name}`;
  const other = rows.get(row.key);
  if (other === undefined || other.arn === owned.arn) return undefined;
  return `${other.arn} is tagged as ${owned.key} as well`;
}

function warning({ owned }: Found, problem: string, nowMs: number): ResourceEvent {
  const at = new Date(nowMs).toISOString();
  return { type: "Warning", reason: "TagNotUnderstood", message: `${owned.arn}: ${problem}`, at };
}

/** Subscriptions need what they connect, functions their own log group; the rest is not told by names. */
function withDependencies(
  rows: readonly ResourceRow[],
  known: readonly ResourceRow[],
): readonly ResourceRow[] {
  const keys = new Map([...known, ...rows].map((row) => [nameIn(row, row.kind, row.awsName), row.key]));
  return rows
    .map((row) => {
      const names = neededNames(row).flatMap((name) => keys.get(name) ?? []);
      return { ...row, dependsOn: names.toSorted(compareText) };
    })
    .toSorted((a, b) => compareText(a.key, b.key));
}

function neededNames(row: ResourceRow): readonly string[] {
  const { streamName, functionName } = row.identity;
  if (row.kind === "Function") return [nameIn(row, "LogGroup", `/aws/lambda/${row.awsName}`)];
  if (row.kind !== "Subscription") return [];
  return [nameIn(row, "Stream", streamName ?? ""), nameIn(row, "Function", functionName ?? "")];
}

function nameIn({ place }: ResourceRow, kind: ResourceRow["kind"], awsName: string): string {
  return `${place.accountId} ${place.region} ${kind} ${awsName}`;
}
