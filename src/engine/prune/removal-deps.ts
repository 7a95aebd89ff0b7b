import type { ResourceKey } from "../../api/resource.ts";
import type { ResourceEvent } from "../../core/resource-event.ts";
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
  readonly record: (event: ResourceEvent) => Promise<void>;
  /** Told of each call made. */
  readonly onEvent: OnEvent;
  /** Something that the key waited for is gone. */
  readonly wake: (key: ResourceKey) => void;
}
