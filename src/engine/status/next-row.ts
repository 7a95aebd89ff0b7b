import { type Disposition, standstillOf } from "../../core/call-error.ts";
import type { ResourceEvent } from "../../core/resource-event.ts";
import { type ResourceRow, rowSchemaVersion } from "../../core/resource-row.ts";
import { judgeAbnormal } from "./abnormal.ts";
import { appliedAfter, arnAfter, codeAfter, stateAfter } from "./after-pass.ts";
import { conditionOf, toConditions } from "./conditions.ts";
import { declaredRow } from "./declared-row.ts";
import { type Drift, findDrift } from "./drift.ts";
import { eventsOf } from "./events.ts";
import { addCorrections, fightsOf, liveCorrections } from "./flapping.ts";
import { type PassFacts, saysNothing } from "./pass-facts.ts";
import { judgeReady } from "./ready.ts";
import { judgeSynced } from "./synced.ts";

export interface Recorded {
  readonly row: ResourceRow;
  readonly events: readonly ResourceEvent[];
}

/**
 * What is known of a resource after a pass, and what happened to it that is worth telling. The row has the version
 * and epoch of the one before; whether it is worth a write says `isWorthWriting`.
 */
export function nextRow(previous: ResourceRow | undefined, facts: PassFacts): Recorded {
  const before = declare(previous, facts);
  const drift = findDrift(previous, facts);
  const known: ResourceRow = {
    ...withoutFound(before),
    ...arnAfter(previous, facts),
    ...codeAfter(before, facts),
    ...appliedAfter(before, facts),
    ...stateAfter(previous, facts),
    drift: drift.standing,
    corrections: correctionsAfter(before, drift, facts),
    ...(facts.handledRequest !== undefined && { lastHandledRequest: facts.handledRequest }),
    counters: countersAfter(before, drift, facts),
    schemaVersion: rowSchemaVersion,
  };
  const row = { ...known, ...judge({ previous, known, drift, facts }) };
  return { row, events: eventsOf({ previous, row, drift, facts }) };
}

/** Where a resource is was learned by looking: a declaration alone does not move it. */
function declare(previous: ResourceRow | undefined, facts: PassFacts): ResourceRow {
  const row = declaredRow(previous, facts);
  if (previous === undefined || facts.observation !== undefined) return row;
  const { awsName, identity, place } = previous;
  return { ...row, awsName, identity, place };
}

function withoutFound({
  arn: _arn,
  sourceDigest: _source,
  codeSha256: _code,
  ...rest
}: ResourceRow): ResourceRow {
  return rest;
}

/** Those of a fight that is over are forgotten; others only when there is something to write anyway. */
function correctionsAfter(row: ResourceRow, { corrected }: Drift, { nowMs }: PassFacts) {
  if (corrected.length > 0) {
    const paths = corrected.map(({ path }) => path);
    return addCorrections(row.corrections, paths, nowMs);
  }
  const wasFight = conditionOf(row.conditions, "Flapping") !== undefined;
  return wasFight ? liveCorrections(row.corrections, nowMs) : row.corrections;
}

function countersAfter(
  { counters }: ResourceRow,
  { corrected }: Drift,
  { outcome }: PassFacts,
): ResourceRow["counters"] {
  const isFailure = outcome.kind === "failed" && countsAsFailure(outcome.disposition);
  return {
    reconciles: counters.reconciles + 1,
    failures: counters.failures + (isFailure ? 1 : 0),
    driftCorrected: counters.driftCorrected + corrected.length,
  };
}

/** What is part of a normal day is none. */
function countsAsFailure(disposition: Disposition): boolean {
  const { kind } = disposition;
  return kind === "transient" || kind === "dependency" || standstillOf(disposition) !== undefined;
}

interface Judged {
  readonly previous: ResourceRow | undefined;
  readonly known: ResourceRow;
  readonly drift: Drift;
  readonly facts: PassFacts;
}

function judge({
  previous,
  known,
  drift,
  facts,
}: Judged): Pick<ResourceRow, "conditions" | "observedGeneration"> {
  const { generation, observedGeneration } = known;
  const fights = fightsOf(known, facts.nowMs);
  const judgements = {
    ...judgeAbnormal({ facts, drift: drift.standing, fights }),
    Ready: judgeReady(previous, facts),
    Synced: judgeSynced({ previous, facts, drift, generation }),
  };
  return {
    conditions: toConditions(known.conditions, judgements, { generation, nowMs: facts.nowMs }),
    observedGeneration: saysNothing(facts) ? observedGeneration : generation,
  };
}
