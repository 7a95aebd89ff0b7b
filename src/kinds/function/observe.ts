import type { GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import type { FunctionResource, Tags } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn } from "../../aws/arn.ts";
import { absenceAsNothing } from "../../aws/classify.ts";
import type { DeepReads } from "../../aws/deep-reads.ts";
import { isWorthListing } from "../../aws/fleet/worth-listing.ts";
import { getFunction, readFunctionTags, tagsOfFunction } from "../../aws/one-function.ts";
import type { Freshness } from "../../core/kind.ts";
import { type Health, type Observation, type Unseen, unseen } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { type FunctionRow, toFunctionFields } from "./normalise.ts";
import type { FunctionFound } from "./plan.ts";
import { healthOf, isWorthRepeating, mayBeRepeated, readinessOf } from "./readiness.ts";

/** What ListFunctions leaves out, of a function that has settled. */
export interface FunctionDepths {
  readonly health: Health;
  readonly reservedConcurrency: number | undefined;
  /** Its last change failed, and may succeed when it is sent once more. */
  readonly isUnfinished?: boolean;
}

export interface FunctionReading {
  readonly access: AwsAccess;
  readonly depths: DeepReads<FunctionDepths>;
}

/** The row, newer if the function had to be asked for, and what is known beside it. */
interface Seen {
  readonly row: FunctionRow;
  readonly health: Health;
  /** Undefined: not looked at. */
  readonly depths?: FunctionDepths;
  /** What GetFunction answered, when it was asked. */
  readonly answer?: GetFunctionCommandOutput;
}

/** From the shared list, and from GetFunction only where the list cannot tell or is long. */
export async function observeFunction(
  reading: FunctionReading,
  resource: FunctionResource,
  freshness: Freshness,
): Promise<Observation<FunctionFound>> {
  const { target, ownerTags } = reading.access;
  const arn = functionArn(target, resource.awsName);
  const seen = await see(reading, resource, freshness);
  if (seen === "absent") {
    ownerTags.forget(arn);
    reading.depths.forget(arn);
    return { kind: "absent" };
  }
  if ("kind" in seen) return seen;
  const { newerThan, deep } = freshness;
  const read = async () =>
    seen.answer ? tagsOfFunction(seen.answer) : readFunctionTags(reading.access, resource.awsName);
  const anew = deep && ({ anew: "service" } as const);
  const found = await ownerTags.find({
    arn,
    incarnation: undefined,
    newerThan,
    index: "main",
    ...anew,
    read,
  });
  if (found.kind === "unknown") return unseen(found);

  const { health } = seen;
  if (health.kind === "ready") reading.depths.settled(arn);
  const state = toFound(seen, found.tags);
  return { kind: "present", arn, ownership: ownershipOf(found.tags, target.instance), state, health };
}

/** A function on its way is asked alone, by a quota of its own, where the list is long. */
async function see(
  reading: FunctionReading,
  resource: FunctionResource,
  freshness: Freshness,
): Promise<Seen | "absent" | Unseen> {
  const { fleet, target } = reading.access;
  const arn = functionArn(target, resource.awsName);
  const isAskedAlone = reading.depths.isSettling(arn) && !isWorthListing(fleet.functions);
  if (isAskedAlone || freshness.deep) {
    return (await ask(reading, resource.awsName, arn).catch(absenceAsNothing)) ?? "absent";
  }
  const functions = await fleet.functions.get(freshness.newerThan);
  if (functions.kind === "unknown") return unseen(functions);
  const row = functions.rows.get(resource.awsName);
  return row === undefined ? "absent" : look(reading, resource, row, freshness);
}

function toFound({ row, depths }: Seen, tags: Tags): FunctionFound {
  const reserved = depths?.reservedConcurrency;
  const unreadable = [
    ...(depths === undefined ? ["reservedConcurrency"] : []),
    ...(row.Environment?.Error === undefined ? [] : ["environment"]),
  ];
  return {
    fields: {
      ...toFunctionFields(row, tags),
      ...(reserved !== undefined && { reservedConcurrency: reserved }),
    },
    unreadable,
    ...(row.RevisionId !== undefined && { revisionId: row.RevisionId }),
    isDeleting: row.State === "Deleting",
    ...(depths?.isUnfinished && { isUnfinished: true }),
  };
}

async function look(
  { access, depths }: FunctionReading,
  { awsName, spec }: FunctionResource,
  row: FunctionRow,
  { memo, fields }: Freshness,
): Promise<Seen> {
  const arn = functionArn(access.target, awsName);
  const known = depths.recall(arn, row.RevisionId ?? "");
  if (known !== undefined)
    return { row, health: row.State === undefined ? known.health : healthOf(row), depths: known };

  const canFailLater = spec.code.kind === "s3" || hasDependencies(row);
  const readiness = readinessOf({ row, memo, nowMs: access.clock.now(), canFailLater });
  const isReady = readiness !== "ask" && readiness.kind === "ready";
  const isReserved =
    spec.reservedConcurrency !== undefined ||
    fields?.includes("reservedConcurrency") ||
    depths.last(arn)?.reservedConcurrency !== undefined;
  const needsDepths = readiness === "ask" || (isReady && isReserved);
  return needsDepths ? ask({ access, depths }, awsName, arn) : { row, health: readiness };
}

/** What is looked up asynchronously, and may be found missing or forbidden. */
function hasDependencies({ VpcConfig, Layers, KMSKeyArn }: FunctionRow): boolean {
  return (VpcConfig?.SubnetIds?.length ?? 0) > 0 || (Layers?.length ?? 0) > 0 || Boolean(KMSKeyArn);
}

async function ask({ access, depths }: FunctionReading, name: string, arn: string): Promise<Seen> {
  const answer = await getFunction(access, name);
  const { Configuration: row = {}, Concurrency } = answer;
  const health = healthOf(row);
  const isUnfinished = isWorthRepeating(row, access.clock.now());
  const reservedConcurrency = Concurrency?.ReservedConcurrentExecutions;
  const found = { health, reservedConcurrency, ...(isUnfinished && { isUnfinished }) };
  // One that is to be repeated a little later is asked about again until then.
  const isFinal = health.kind === "ready" || (health.kind === "failed" && !mayBeRepeated(row));
  if (isFinal || isUnfinished) depths.keep(arn, found, row.RevisionId ?? "");
  return { row, health, depths: found, answer };
}
