import type { Call, JsonObject, Operation } from "../../src/local/service.ts";

/** A call as the gateway would make it. */
export function madeUpCall(operation: string, input: JsonObject = {}, changes: Partial<Call> = {}): Call {
  return {
    operation,
    input,
    region: "us-east-1",
    accountId: "000000000000",
    accessKeyId: "test",
    requestId: "00000000-0000-4000-8000-000000000000",
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Calls a service's operations by name. @returns the response, empty when there is none */
export function callerOf(service: { readonly operations: Readonly<Record<string, Operation>> }) {
  return async (operation: string, input: JsonObject = {}, changes: Partial<Call> = {}) => {
    const run = service.operations[operation];
    if (run === undefined) throw new Error(`no operation ${operation}`);
    return (await run(madeUpCall(operation, input, changes))) ?? {};
  };
}
