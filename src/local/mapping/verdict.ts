import type { InvokeOutcome } from "./ports.ts";

/** The `responseContext` of a failure message. */
export interface ResponseContext {
  readonly statusCode: 200;
  readonly executedVersion: string;
  /** null when the function answered and reported the failure itself. */
  readonly functionError: string | null;
}

export interface Answer {
  readonly requestId: string;
  readonly response: ResponseContext;
}

/** What an invocation means for its batch. */
export type Verdict =
  | { readonly kind: "success" }
  /** Not run: does not count as an attempt. */
  | { readonly kind: "rejected" }
  /** The whole batch failed. */
  | { readonly kind: "failed"; readonly answer: Answer }
  /** Records before index `from` succeeded; the rest has to be tried again. */
  | { readonly kind: "partial"; readonly from: number; readonly answer: Answer };

/**
 * Reads an invocation's outcome. Item failures count only when the mapping asks for them: the lowest
 * sequence number is where the batch resumes. An answer of null, `""`, `{}`, or without failures is a
 * success; an id that is null, empty, missing, or not in the batch fails the batch, as does an answer that
 * is no object.
 * @param sequenceNumbers of the batch, in order
 * Rule: AWS Lambda, "Configuring partial batch response with Kinesis Data Streams and Lambda".
 */
export function judge(
  outcome: InvokeOutcome,
  sequenceNumbers: readonly string[],
  reportItemFailures: boolean,
): Verdict {
  if (outcome.kind === "rejected") return { kind: "rejected" };
  const functionError = outcome.kind === "failed" ? outcome.functionError : null;
  const answer: Answer = {
    requestId: outcome.requestId,
    response: { statusCode: 200, executedVersion: outcome.version, functionError },
  };
  if (outcome.kind === "failed") return { kind: "failed", answer };
  if (!reportItemFailures) return { kind: "success" };
  const from = firstFailure(outcome.payload, sequenceNumbers);
  if (from === "none") return { kind: "success" };
  return from === "all" ? { kind: "failed", answer } : { kind: "partial", from, answer };
}

function firstFailure(payload: string, sequenceNumbers: readonly string[]): number | "none" | "all" {
  const response = parse(payload);
  if (response === null || response === "") return "none";
  if (typeof response !== "object" || Array.isArray(response)) return "all";
  const failures = (response as Record<string, unknown>)["batchItemFailures"] ?? [];
  if (!Array.isArray(failures)) return "all";
  const indexes = failures.map((failure: unknown) => sequenceNumbers.indexOf(identifierOf(failure)));
  if (indexes.includes(-1)) return "all";
  return indexes.length === 0 ? "none" : Math.min(...indexes);
}

/** @returns "" when there is none, which no record has */
function identifierOf(failure: unknown): string {
  const identifier =
    typeof failure === "object" && failure !== null
      ? (failure as Record<string, unknown>)["itemIdentifier"]
      : undefined;
  return typeof identifier === "string" ? identifier : "";
}

/** @returns undefined when it is not JSON, which counts as no object */
function parse(payload: string): unknown {
  if (payload === "") return null;
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}
