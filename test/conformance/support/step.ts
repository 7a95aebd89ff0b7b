import type { JsonObject } from "../../../src/local/service.ts";

/** What earlier steps left for later ones: ARNs, tokens, folders. */
export type Memo = { [name: string]: string };

/**
 * One call of a conformance scenario. The same step runs through boto3 and through the CLI, so its input is
 * in the API model's words; text stands for a blob, `fileBlob` for a binary one.
 */
export interface Step {
  /** Of another service than the scenario's, whose help is needed. */
  readonly service?: string;
  readonly operation: string;
  readonly input?: JsonObject | ((memo: Memo) => JsonObject);
  /** Judges the answer, and notes in the memo what later steps need. */
  readonly check?: (output: JsonObject, memo: Memo) => void;
  /** The call is repeated until this holds. */
  readonly until?: (output: JsonObject) => boolean;
  /** The error code that is expected instead of an answer. */
  readonly error?: string;
  /** The member of the answer that is a stream of bytes; it arrives as base64 text. */
  readonly stream?: string;
}

/** All of one service's operations, in an order that makes sense. */
export interface Scenario {
  /** The service's name in signatures. */
  readonly service: string;
  readonly steps: readonly Step[];
  /** Written to `memo.folder` before the first step. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** A blob read from a file. For the CLI it must be a top-level member, or a member of `Code`. */
export function fileBlob(path: string | undefined): JsonObject {
  return { $file: path ?? "" };
}
