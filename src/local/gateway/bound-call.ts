import { AwsError } from "../aws-error.ts";
import type { InputForm } from "../model/scalar.ts";
import type { Call, JsonObject } from "../service.ts";
import type { WireResponse } from "./wire.ts";

/** Who calls, apart from what. */
export type Identity = Omit<Call, "operation" | "input">;

/** A request that has found its service: what a protocol codec makes of it. */
export interface BoundCall {
  readonly service: string;
  /** As the API model names it; what the client asked for when the service does not offer it. */
  readonly operation: string;
  /**
   * The request's members under the names they have on the wire, decoded when first asked for. Of a raw request
   * the parameters of path, query and header.
   * @throws AwsError `SerializationException` for a body that cannot be read
   */
  input(): JsonObject;
  readonly form: InputForm;
  /** Decodes, runs the operation, encodes. @throws AwsError also for an operation that is not offered */
  run(identity: Identity): Promise<WireResponse>;
  /** The error in the service's own format. */
  fail(error: AwsError, requestId: string): WireResponse;
}

/** @returns what `read` returned the first time, or what it threw */
export function readOnce(read: () => JsonObject): () => JsonObject {
  let found: JsonObject | undefined;
  return () => {
    found ??= read();
    return found;
  };
}

/** Refusal of what the embedded AWS does not do; a client must never take silence for success. */
export function notOffered(what: string, code = "UnknownOperationException", status = 400): AwsError {
  return new AwsError(code, `the embedded AWS does not offer ${what}`, status);
}
