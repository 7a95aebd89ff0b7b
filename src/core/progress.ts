import type { ResourceKey } from "../api/resource.ts";
import type { Change, Verdict } from "./plan.ts";

/** What happens during a run, as plain data, for whoever shows or counts it. */
export type ProgressEvent =
  /** Once per resource, when it is first found to need calls; `calls` holds those of later stages too. */
  | {
      readonly kind: "planned";
      readonly key: ResourceKey;
      readonly verdict: Verdict["kind"];
      readonly calls: readonly string[];
    }
  /** A call was made, successfully. A sensitive change holds its values here too: show its path only. */
  | {
      readonly kind: "call";
      readonly key: ResourceKey;
      readonly call: string;
      readonly changes: readonly Change[];
    }
  | { readonly kind: "waiting"; readonly key: ResourceKey; readonly reason: string }
  | { readonly kind: "warning"; readonly key: ResourceKey; readonly message: string }
  | { readonly kind: "ready"; readonly key: ResourceKey }
  | {
      readonly kind: "failed";
      readonly key: ResourceKey;
      readonly message: string;
      /** Absent: not tried again in this run. */
      readonly retryInMs?: number;
    }
  | {
      readonly kind: "refused";
      readonly key: ResourceKey;
      readonly reason: string;
      readonly message: string;
    };

/** How a run ended. Keys in the order resources were started; every resource is in exactly one list. */
export interface RunSummary {
  readonly ready: readonly ResourceKey[];
  /** Will not work before something changes. */
  readonly failed: readonly Unready[];
  readonly refused: readonly Unready[];
  /** Still on their way, waiting for one of the above, or being retried when the run ended. */
  readonly unfinished: readonly Unready[];
  readonly warnings: readonly { readonly key: ResourceKey; readonly message: string }[];
  /** By the verdict first given to the resource; `delete`: nobody declares it any more. */
  readonly calls: {
    readonly planned: CallCounts;
    readonly made: CallCounts;
  };
  /** Why something that nobody declares any more was not deleted. */
  readonly deletionsHeld?: string;
  /** The deadline passed or the run was aborted before everything had settled. */
  readonly cutShort: boolean;
}

export interface Unready {
  readonly key: ResourceKey;
  readonly reason: string;
}

/** By what they were made for. */
export type CallCounts = Readonly<Partial<Record<Verdict["kind"] | "delete", number>>>;
