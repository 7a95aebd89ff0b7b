import type { ResourceKey } from "../../api/resource.ts";
import type { ResourceEvent } from "../../core/resource-event.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import type { EnginePorts, OnEvent, WriteGate } from "../ports.ts";
import type { ClaimantOf } from "./claims.ts";
import type { Inventory } from "./inventory.ts";

/** What removals need of the rest of the engine. Questions are asked anew before every call. */
export interface RemovalDeps {
  readonly ports: Pick<EnginePorts, "clock" | "targetAt">;
  readonly inventory: Inventory;
  readonly gate: WriteGate;
  readonly isDeclared: (key: ResourceKey) => boolean;
  readonly claimantOf: ClaimantOf;
  /** Whether the guard lets the key go now. */
  readonly mayRemove: (key: ResourceKey) => boolean;
  /** Why nothing of it may be deleted at once, being one of too many; undefined: it may, until it is seen gone. */
  readonly takeSlot: (row: ResourceRow) => Outcome | undefined;
  readonly record: (event: ResourceEvent) => Promise<void>;
  /** Told of each call made. */
  readonly onEvent: OnEvent;
  /** Something that the key waited for is gone. */
  readonly wake: (key: ResourceKey) => void;
}
