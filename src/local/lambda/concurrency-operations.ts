import type { JsonObject, Operation } from "../service.ts";
import { CODE_STORAGE_BYTES } from "./code-input.ts";
import { invalidParameter } from "./errors.ts";
import type { FunctionRow } from "./function-row.ts";
import { type LambdaContext, readFunctionCall } from "./lambda-context.ts";

/** Account limits. Source: "Lambda quotas". */
const accountConcurrency = 1000;
const minUnreserved = 100;
const unzippedBytes = 262_144_000;
const zippedBytes = 52_428_800;

/** Takes effect at once; whether AWS moves the revision with it is not known, so it stays. */
export function putFunctionConcurrency(context: LambdaContext): Operation {
  return async (call) => {
    const { row, members } = readFunctionCall(context, call, ["ReservedConcurrentExecutions"]);
    const reserved = members.requiredInteger("ReservedConcurrentExecutions", { min: 0 });
    const others = context.functions.inRegion(row.region).filter(({ arn }) => arn !== row.arn);
    if (accountConcurrency - reservedBy(others) - reserved < minUnreserved) {
      throw invalidParameter(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
          `below its minimum value of [${minUnreserved}].`,
      );
    }
    await context.functions.save({ ...row, reservedConcurrency: reserved });
    return { ReservedConcurrentExecutions: reserved };
  };
}

export function getFunctionConcurrency(context: LambdaContext): Operation {
  return (call) => {
    const { reservedConcurrency } = readFunctionCall(context, call).row;
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  };
}

export function deleteFunctionConcurrency(context: LambdaContext): Operation {
  return async (call) => {
    const { reservedConcurrency: _, ...row } = readFunctionCall(context, call).row;
    await context.functions.save(row);
    return undefined;
  };
}

export function getAccountSettings({ functions }: LambdaContext): Operation {
  return (call): JsonObject => {
    const rows = functions.inRegion(call.region);
    return {
      AccountLimit: {
        TotalCodeSize: CODE_STORAGE_BYTES,
        CodeSizeUnzipped: unzippedBytes,
        CodeSizeZipped: zippedBytes,
        ConcurrentExecutions: accountConcurrency,
        UnreservedConcurrentExecutions: accountConcurrency - reservedBy(rows),
      },
      AccountUsage: {
        TotalCodeSize: rows.reduce((sum, { code }) => sum + code.sizeBytes, 0),
        FunctionCount: rows.length,
      },
    };
  };
}

function reservedBy(rows: readonly FunctionRow[]): number {
  return rows.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}
