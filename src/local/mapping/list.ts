import type { Call, JsonObject } from "../service.ts";
import { toFunctionArn } from "./function-arn.ts";
import { describeMapping, type MappingRow } from "./mapping-row.ts";
import type { MappingStore } from "./mapping-store.ts";
import { constraintBroken, invalidParameter } from "./member-errors.ts";

/** Whatever MaxItems says. Rule: AWS Lambda API, ListEventSourceMappings. */
const PAGE_LIMIT = 100;
const MOST_ITEMS = 10_000;

/**
 * ListEventSourceMappings: in order of UUID, optionally of one source or one function, in any form of its name.
 * The marker is the last UUID of the page before.
 */
export function listMappings(store: MappingStore, call: Call): JsonObject {
  const after = call.input["Marker"];
  const size = pageSize(call.input["MaxItems"]);
  const rows = store
    .inRegion(call.region)
    .filter(meant(call))
    .filter((row) => after === undefined || row.uuid > String(after));
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    EventSourceMappings: page.map(describeMapping),
    ...(rows.length > size && last !== undefined ? { NextMarker: last.uuid } : {}),
  };
}

function meant(call: Call): (row: MappingRow) => boolean {
  const { EventSourceArn, FunctionName } = call.input;
  const functionArn = FunctionName === undefined ? undefined : toFunctionArn(String(FunctionName), call);
  if (FunctionName !== undefined && functionArn === undefined)
    throw invalidParameter("Function does not exist");
  return (row) =>
    (EventSourceArn === undefined || row.streamArn === EventSourceArn) &&
    (functionArn === undefined || row.functionArn === functionArn);
}

/** Query parameters arrive as text. */
function pageSize(maxItems: unknown): number {
  if (maxItems === undefined) return PAGE_LIMIT;
  const count = Number(maxItems);
  if (!Number.isInteger(count) || count < 1 || count > MOST_ITEMS) {
    throw constraintBroken(maxItems, "MaxItems", `have value between 1 and ${MOST_ITEMS}`);
  }
  return Math.min(count, PAGE_LIMIT);
}
