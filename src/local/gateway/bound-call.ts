import { AwsError } from "../aws-error.ts";
import type { Call } from "../service.ts";
import type { WireResponse } from "./wire.ts";

/** Who calls, apart from what. */
export type Identity = Omit<Call, "operation" | "input">;

/** A request that has found its service: what a protocol codec makes of it. */
export interface BoundCall {
  readonly service: string;
  /** As the API model names it; what the client asked for when the service does not offer it. */
  readonly operation: string;
  /** Decodes, runs the operation, encodes. @throws AwsError also for an operation that is not offered */
  run(identity: Identity): Promise<WireResponse>;
  /** The error in the service's own format. */
  fail(error: AwsError, requestId: string): WireResponse;
}

/** Refusal of what the embedded AWS does not do; a client must never take silence for success. */
export function notOffered(what: string, code = "UnknownOperationException", status = 400): AwsError {
  return new AwsError(code, `the embedded AWS does not offer ${what}`, status);
}
