import type { AccessDecision } from "./access/access-decision.ts";
import type { Clock } from "./clock.ts";
import type { Durations } from "./durations.ts";
import type { FaultRule } from "./gateway/faults.ts";
import type { CallRecord } from "./gateway/gateway.ts";

export { DurationsFlagError, parseDurationsFlag } from "./durations-flag.ts";
export { FaultFlagError, parseFaultFlag } from "./gateway/fault-flag.ts";

/** How to run the embedded AWS. Everything has a default. */
export interface LocalAwsOptions {
  /** Data folder, made if missing, locked while open; undefined keeps everything in memory. */
  readonly folder?: string | undefined;
  /** 0 takes any free port; default 4566. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Twelve digits; default 000000000000. */
  readonly accountId?: string;
  /** Default the machine's clock, running `timeScale` times as fast. */
  readonly clock?: Clock;
  /** Above 0, default 1; without effect when `clock` is given. */
  readonly timeScale?: number;
  /** `quick` (default), `realistic`, or numbers that replace some of `quick`. */
  readonly durations?: "quick" | "realistic" | Partial<Durations>;
  /** Meter calls as AWS does; default false. */
  readonly enforceQuotas?: boolean;
  /**
   * Let roles do only what their policies allow; default false. Keys that stand for no role are the account's root,
   * who may do everything.
   */
  readonly enforceIam?: boolean;
  /** Hears, with `enforceIam`, of every permission that was asked for, and why it was given or not. */
  readonly onDecision?: (decision: AccessDecision) => void;
  /** Clock milliseconds added to each call; default 0. */
  readonly latencyMs?: number;
  /** Faults armed from the start. */
  readonly faults?: readonly FaultRule[];
  /** Hears of every call when it is over. */
  readonly onCall?: (call: CallRecord) => void;
  /** Hears of exceptions inside the embedded AWS, which clients see as a bare 500 or not at all. */
  readonly onInternalError?: (error: unknown, where: string) => void;
  /** Hears the endpoint once it serves. */
  readonly onListening?: (endpoint: string) => void;
}
