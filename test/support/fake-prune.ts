import { type PrimitiveKind, primitiveKinds, type ResourceKey } from "../../src/api/resource.ts";
import { CallError, type Disposition } from "../../src/core/call-error.ts";
import type { Identity, Kind, Owned, Remains } from "../../src/core/kind.ts";
import type { Ownership } from "../../src/core/observation.ts";
import type { Step } from "../../src/core/plan.ts";
import type { ResourceEvent } from "../../src/core/resource-event.ts";
import type { Place, ResourceRow } from "../../src/core/resource-row.ts";
import { RowConflictError, StateUnavailableError } from "../../src/core/state-error.ts";
import type { BoundTarget } from "../../src/engine/ports.ts";
import type { Inventory } from "../../src/engine/prune/inventory.ts";

export const place: Place = { accountId: "111122223333", region: "eu-west-1" };

/** Something in AWS, known by kind and name. */
export interface PrunedThing {
  ownership: Ownership;
  /** Deletes that are needed before it is gone; the last one deletes it. */
  parts: number;
  /** Looks for which it is busy yet. */
  busyLooks?: number;
}

/** The process ended at a call: neither it nor any later one returns. */
export class Crash extends Error {}

/**
 * The state table and an account in memory. Each call of either is a boundary at which the process may end, before
 * or after the call's effect.
 */
export class PrunedWorld {
  readonly table = new Map<ResourceKey, ResourceRow>();
  readonly things = new Map<string, PrunedThing>();
  readonly events: ResourceEvent[] = [];
  /** `<kind>/<name>` of every delete that reached AWS, in order. */
  readonly deletes: string[] = [];
  /** Writes of rows. */
  writes = 0;
  /** Calls no correct engine makes. */
  readonly violations: string[] = [];
  /** What the next deletes answer instead of having an effect. */
  faults: Disposition[] = [];
  isTableDown = false;
  /** The boundary at which the process ends, from 0. */
  crashAt: { readonly boundary: number; readonly side: "before" | "after" } | undefined;
  boundaries = 0;
  /** Called before each delete takes effect. */
  beforeDelete: (thing: string) => void = () => undefined;

  put(row: ResourceRow, thing?: Partial<PrunedThing>): void {
    this.table.set(row.key, row);
    if (thing !== undefined) this.hold(row, thing);
  }

  hold(row: Pick<ResourceRow, "key" | "kind" | "awsName">, thing: Partial<PrunedThing> = {}): void {
    const ownership: Ownership = { kind: "ours", resource: row.key };
    this.things.set(thingOf(row), { ownership, parts: 1, ...thing });
  }

  holds(row: Pick<ResourceRow, "kind" | "awsName">): boolean {
    return this.things.has(thingOf(row));
  }

  get hasCrashed(): boolean {
    return this.crashAt !== undefined && this.boundaries > this.crashAt.boundary;
  }

  /** A new process. */
  restart(): void {
    this.crashAt = undefined;
    this.boundaries = 0;
  }

  record = async (event: ResourceEvent): Promise<void> => {
    this.#cross(() => this.events.push(event));
  };

  /** What a process holds of the table: read once, then kept by its own writes. */
  inventory(): Inventory {
    const rows = new Map(this.table);
    const cross = <T>(key: ResourceKey, effect: () => T): T => {
      try {
        return this.#cross(effect);
      } catch (error) {
        const stored = this.table.get(key);
        if (error instanceof RowConflictError && stored !== undefined) rows.set(key, stored);
        throw error;
      }
    };
    return {
      row: (key) => rows.get(key),
      get rows() {
        return [...rows.values()];
      },
      save: async (row) => {
        const stored = cross(row.key, () => this.#put(row));
        rows.set(row.key, stored);
        return stored;
      },
      drop: async (row) => {
        cross(row.key, () => this.#delete(row));
        rows.delete(row.key);
      },
    };
  }

  target(): BoundTarget {
    const target = { instance: "test", partition: "aws", ...place };
    const kinds = primitiveKinds.map((name) => [name, this.#kind(name)] as const);
    return { target, place, kinds: Object.fromEntries(kinds) as Record<PrimitiveKind, Kind> };
  }

  #kind(kind: PrimitiveKind): Kind {
    const never = () => {
      throw new Error("a removal does not do this");
    };
    return {
      name: kind,
      dependencies: never,
      predictArn: never,
      observe: never,
      plan: never,
      apply: never,
      managedFields: () => [],
      hasDepths: () => false,
      identityOf: ({ awsName }) => ({ awsName }),
      remains: async (key, identity) => this.#cross(() => this.#remains(key, kind, identity)),
      remove: async (step, identity) => this.#cross(() => this.#remove(step, kind, identity)),
      owned: async () => ({ kind: "listed", items: this.#owned(kind) }),
    };
  }

  #owned(kind: PrimitiveKind): Owned[] {
    return [...this.things].flatMap(([thing, { ownership }]) => {
      if (ownership.kind !== "ours" || !thing.startsWith(`${kind}/`)) return [];
      const identity = { awsName: thing.slice(kind.length + 1) };
      return { key: ownership.resource, arn: `arn:${thing}`, identity };
    });
  }

  #remains(key: ResourceKey, kind: PrimitiveKind, { awsName }: Identity): Remains {
    const thing = this.things.get(thingOf({ kind, awsName }));
    if (thing === undefined) return { kind: "absent" };
    const looks = thing.busyLooks ?? 0;
    thing.busyLooks = Math.max(0, looks - 1);
    const parts = Array.from({ length: thing.parts }, (_, part) => part);
    const steps = parts.map((part) => ({
      key,
      call: `${kind}:Delete${part}`,
      changes: [],
      stage: 0,
      action: part,
    }));
    const arn = `arn:${kind}/${awsName}`;
    const busy = looks > 0 ? { busy: { reason: "busy", afterMs: 500 } } : {};
    return { kind: "present", arn, ownership: thing.ownership, ...busy, steps };
  }

  #remove({ key }: Step, kind: PrimitiveKind, { awsName }: Identity): void {
    const name = thingOf({ kind, awsName });
    this.beforeDelete(name);
    const fault = this.faults.shift();
    if (fault !== undefined) throw new CallError(`${kind}:Delete`, fault, new Error("refused"));
    const thing = this.things.get(name);
    if (thing === undefined) return;
    this.#checkDelete(key, name, thing);
    this.deletes.push(name);
    thing.parts--;
    if (thing.parts <= 0) this.things.delete(name);
  }

  #checkDelete(key: ResourceKey, name: string, { ownership, busyLooks }: PrunedThing): void {
    if (ownership.kind !== "ours") this.violations.push(`${name} is not ours`);
    if ((busyLooks ?? 0) > 0) this.violations.push(`${name} is busy`);
    if (this.table.get(key)?.state !== "deleting") this.violations.push(`${key} was not marked`);
    for (const other of this.table.values()) {
      if (other.key !== key && other.dependsOn.includes(key))
        this.violations.push(`${other.key} needs ${key}`);
    }
  }

  #put(row: ResourceRow): ResourceRow {
    const before = this.table.get(row.key);
    if ((before?.version ?? 0) !== row.version) throw new RowConflictError(row.key);
    const stored = { ...row, version: row.version + 1 };
    this.table.set(row.key, stored);
    this.writes++;
    return stored;
  }

  #delete(row: ResourceRow): void {
    const before = this.table.get(row.key);
    if (before !== undefined && before.version !== row.version) throw new RowConflictError(row.key);
    this.table.delete(row.key);
    this.writes++;
  }

  #cross<T>(effect: () => T): T {
    if (this.isTableDown) throw new StateUnavailableError("PutItem", new Error("down"));
    const at = this.crashAt;
    const boundary = this.boundaries++;
    const isOver =
      at !== undefined && (boundary > at.boundary || (boundary === at.boundary && at.side === "before"));
    if (isOver) throw new Crash();
    const result = effect();
    if (at !== undefined && boundary === at.boundary) throw new Crash();
    return result;
  }
}

export function thingOf({ kind, awsName }: Pick<ResourceRow, "kind" | "awsName">): string {
  return `${kind}/${awsName}`;
}
