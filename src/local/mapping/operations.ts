import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { readTags } from "../lambda/tag-input.ts";
import type { Call, JsonObject } from "../service.ts";
import { readFunctionArn, readStart, readStreamArn } from "./create-input.ts";
import type { Lifecycle, LifecycleDeps } from "./lifecycle.ts";
import {
  DEFAULT_OPTIONS,
  describeMapping,
  isSettled,
  type MappingOptions,
  type MappingRow,
  type MappingState,
} from "./mapping-row.ts";
import { mappingArn } from "./mapping-store.ts";
import { invalidParameter } from "./member-errors.ts";
import { readBoolean, readObject, readOptions } from "./option-input.ts";
import type { StreamAccess } from "./ports.ts";
import { RESULT } from "./subscription.ts";

type Deps = Pick<
  LifecycleDeps,
  "clock" | "streams" | "functions" | "destinations" | "store" | "transitionMs"
> & {
  readonly lifecycle: Pick<Lifecycle, "begin">;
  readonly access: StreamAccess;
};

/** CreateEventSourceMapping. Answers in state Creating. */
export async function createMapping(deps: Deps, call: Call): Promise<JsonObject> {
  const { FunctionName, EventSourceArn, StartingPosition, StartingPositionTimestamp, ...others } = call.input;
  const { Enabled, Tags, ...optionInput } = others;
  const now = deps.clock.now();
  const functionArn = readFunctionArn({ FunctionName }, call);
  const streamArn = readStreamArn({ EventSourceArn }, call);
  const start = readStart({ StartingPosition, StartingPositionTimestamp }, now);
  const options = { ...DEFAULT_OPTIONS, ...readOptions(optionInput) };
  const isEnabled = readBoolean(Enabled ?? true, "Enabled");
  const tags = readTags(readObject(Tags ?? {}, "Tags"));
  if (!deps.streams.isReady(streamArn)) throw invalidParameter(`Stream not found: ${streamArn}`);
  requireTargets(deps, functionArn, options);
  requireAccess(deps, functionArn, streamArn);
  requireUnique(deps, { streamArn, functionArn, uuid: undefined });
  const uuid = randomUUID();
  const row: MappingRow = {
    uuid,
    arn: mappingArn(call.region, call.accountId, uuid),
    streamArn,
    functionArn,
    ...start,
    options,
    state: "Creating",
    settlesTo: isEnabled ? "Enabled" : "Disabled",
    settlesAt: now + deps.transitionMs,
    createdAt: now,
    modifiedAt: now,
    lastResult: RESULT.none,
    tags,
  };
  await deps.lifecycle.begin(row);
  return describeMapping(row);
}

const FIXED = ["EventSourceArn", "StartingPosition", "StartingPositionTimestamp"];

/** UpdateEventSourceMapping. What the call leaves out stays; the checkpoint stays in any case. */
export async function updateMapping(deps: Deps, call: Call): Promise<JsonObject> {
  const row = settledRow(deps, call, "update");
  const { UUID, FunctionName, Enabled, ...optionInput } = call.input;
  const fixed = FIXED.find((member) => optionInput[member] !== undefined);
  if (fixed !== undefined) throw invalidParameter(`${fixed} of an event source mapping cannot be changed`);
  const options = { ...row.options, ...readOptions(optionInput) };
  const functionArn = FunctionName == null ? row.functionArn : readFunctionArn({ FunctionName }, call);
  const wasEnabled = row.state === "Enabled";
  const isEnabled = readBoolean(Enabled ?? wasEnabled, "Enabled");
  requireTargets(deps, functionArn, options);
  if (functionArn !== row.functionArn) requireAccess(deps, functionArn, row.streamArn);
  requireUnique(deps, { ...row, functionArn });
  const now = deps.clock.now();
  const updated: MappingRow = {
    ...row,
    functionArn,
    options,
    state: transitionState(wasEnabled, isEnabled),
    settlesTo: isEnabled ? "Enabled" : "Disabled",
    settlesAt: now + deps.transitionMs,
    modifiedAt: now,
  };
  await deps.lifecycle.begin(updated);
  return describeMapping(updated);
}

function transitionState(wasEnabled: boolean, isEnabled: boolean): MappingState {
  if (wasEnabled === isEnabled) return "Updating";
  return isEnabled ? "Enabling" : "Disabling";
}

/** DeleteEventSourceMapping. Answers in state Deleting; the checkpoint is forgotten. */
export async function deleteMapping(deps: Deps, call: Call): Promise<JsonObject> {
  const row = settledRow(deps, call, "delete");
  const now = deps.clock.now();
  const deleting: MappingRow = {
    ...row,
    state: "Deleting",
    settlesTo: "Deleted",
    settlesAt: now + deps.transitionMs,
    modifiedAt: now,
  };
  await deps.lifecycle.begin(deleting);
  return describeMapping(deleting);
}

/** GetEventSourceMapping. */
export function getMapping(deps: Deps, call: Call): JsonObject {
  return describeMapping(deps.store.get(arnOf(call)));
}

function arnOf({ input, region, accountId }: Call): string {
  return mappingArn(region, accountId, String(input["UUID"] ?? ""));
}

/** @throws AwsError ResourceInUseException while a former change is under way */
function settledRow(deps: Deps, call: Call, verb: "update" | "delete"): MappingRow {
  const row = deps.store.get(arnOf(call));
  if (isSettled(row)) return row;
  throw new AwsError(
    "ResourceInUseException",
    `Cannot ${verb} the event source mapping because it is in use.`,
  );
}

function requireTargets(deps: Deps, functionArn: string, { destinationArn }: MappingOptions): void {
  if (deps.functions.roleOf(functionArn) === undefined) throw invalidParameter("Function does not exist");
  if (destinationArn !== undefined && !deps.destinations.exists(destinationArn)) {
    throw invalidParameter(`The provided destination config is invalid: ${destinationArn} does not exist`);
  }
}

/** Lambda tries the stream with the function's role before it lets the two meet. */
function requireAccess(deps: Deps, functionArn: string, streamArn: string): void {
  const role = deps.functions.roleOf(functionArn) ?? "";
  const problem = deps.access.problem(role, streamArn);
  if (problem !== undefined) throw problem;
}

/** @throws AwsError ResourceConflictException (409) naming the mapping that is there */
function requireUnique(
  deps: Deps,
  {
    streamArn,
    functionArn,
    uuid,
  }: Pick<MappingRow, "streamArn" | "functionArn"> & { uuid: string | undefined },
): void {
  const twin = deps.store
    .all()
    .find((row) => row.streamArn === streamArn && row.functionArn === functionArn && row.uuid !== uuid);
  if (twin === undefined) return;
  throw new AwsError(
    "ResourceConflictException",
    `The event source arn (" ${streamArn} ") and function (" ${functionArn.split(":function:")[1]} ") ` +
      `provided mapping already exists. Please update or delete the existing mapping with UUID ${twin.uuid}`,
    409,
  );
}
