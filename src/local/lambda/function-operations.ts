import { readMembers } from "../members.ts";
import { fromPageToken, pageFrom, toPageToken } from "../page-token.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import { codeLocation } from "./code-download.ts";
import { functionPending, invalidParameter, lambdaDialect } from "./errors.ts";
import { functionConfiguration, listedFunction } from "./function-shape.ts";
import { type LambdaContext, readFunctionCall } from "./lambda-context.ts";

/** More is silently capped. Source: ListFunctions, API reference. */
const maxPage = 50;

export function getFunction(context: LambdaContext): Operation {
  return (call) => {
    const { row, qualifier } = readFunctionCall(context, call);
    const hasTags = Object.keys(row.tags).length > 0;
    return {
      Configuration: functionConfiguration(row, qualifier),
      Code: { RepositoryType: "S3", Location: codeLocation(context.endpoint(), row.code.sha256) },
      ...(hasTags ? { Tags: row.tags } : {}),
      ...(row.reservedConcurrency === undefined || qualifier !== undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: row.reservedConcurrency } }),
    };
  };
}

export function getFunctionConfiguration(context: LambdaContext): Operation {
  return (call) => {
    const { row, qualifier } = readFunctionCall(context, call);
    return functionConfiguration(row, qualifier);
  };
}

/** With FunctionVersion ALL every version has a row and a qualified ARN; there is only one of each here. */
export function listFunctions({ functions }: LambdaContext): Operation {
  return (call) => {
    const members = readMembers(call.input, ["Marker", "MaxItems", "FunctionVersion"], lambdaDialect);
    const version = members.text("FunctionVersion", { oneOf: ["ALL"] }) === undefined ? undefined : "$LATEST";
    const size = Math.min(members.integer("MaxItems", { min: 1, max: 10_000 }) ?? maxPage, maxPage);
    const page = pageFrom(functions.inRegion(call.region), ({ arn }) => arn, readMarker(call), size);
    return {
      Functions: page.items.map((row) => listedFunction(row, version)),
      ...(page.next === undefined ? {} : { NextMarker: toPageToken(page.next) }),
    };
  };
}

function readMarker({ input }: Call): string | undefined {
  const { Marker: marker } = input as JsonObject;
  if (marker === undefined || marker === "") return undefined;
  const start = fromPageToken(String(marker));
  if (start === undefined) throw invalidParameter("Invalid Marker");
  return start;
}

/** DeleteFunction: its mappings and its log group stay. An update in flight does not hold it up. */
export function deleteFunction(context: LambdaContext): Operation {
  return async (call) => {
    const { row } = readFunctionCall(context, call);
    if (row.state === "Pending") throw functionPending();
    await context.functions.delete(row);
    await context.execution.retire(row.arn);
    return undefined;
  };
}
