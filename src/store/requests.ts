import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import { approvalMs, type OperatorRequest } from "../core/operator-request.ts";
import { type Item, type ItemKey, requestKey, requestPartition, suspendKey, withoutKeys } from "./item.ts";
import { MalformedItemError } from "./item-error.ts";
import type { ItemTable } from "./item-table.ts";
import { packKeys, unpackKeys } from "./key-list.ts";
import { checkShape, type Shape } from "./shape.ts";

const dayMs = 86_400_000;

const shapes: Readonly<Record<OperatorRequest["kind"], Shape>> = {
  reconcile: { at: "string", by: "string", token: "string" },
  suspend: { at: "string", by: "string", key: "string" },
  approve: { at: "string", by: "string", digest: "string" },
  forget: { at: "string", by: "string", key: "string", token: "string" },
};

/** What operators ask. They and the controller share nothing but this. All of it may throw StateUnavailableError. */
export interface Requests {
  /** One of the same resource (suspend), digest (approve) or token replaces the one before. */
  writeRequest(request: OperatorRequest): Promise<void>;
  /** @returns whether it was suspended */
  clearSuspend(key: ResourceKey): Promise<boolean>;
  /**
   * Those still in force. Kinds that a later xflow added are left out.
   * @throws MalformedItemError
   */
  listRequests(): Promise<readonly OperatorRequest[]>;
}

export function createRequests(deps: {
  readonly items: ItemTable;
  readonly instance: string;
  readonly clock: Clock;
}): Requests {
  const { items, instance, clock } = deps;
  return {
    writeRequest: async (request) => {
      await items.put(requestItem(instance, request));
    },
    clearSuspend: async (key) => {
      const condition = { kind: "matches", is: { kind: "suspend" } } as const;
      const outcome = await items.delete(suspendKey(instance, key), { condition });
      return outcome.kind === "written";
    },
    listRequests: async () => {
      const found: OperatorRequest[] = [];
      for await (const page of items.pages({ pk: requestPartition(instance), consistent: true })) {
        found.push(...page.flatMap((item) => requestOf(item) ?? []));
      }
      return found.filter((request) => expiryMs(request) > clock.now());
    },
  };
}

/**
 * Epoch milliseconds. TTL deletes hours late, so whoever reads has to look.
 * A reconcile or forget nobody answered within a day is no longer meant.
 */
export function expiryMs(request: OperatorRequest): number {
  switch (request.kind) {
    case "suspend":
      return request.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(request.until);
    case "approve":
      return Date.parse(request.at) + approvalMs;
    case "reconcile":
    case "forget":
      return Date.parse(request.at) + dayMs;
  }
}

export function requestItem(instance: string, request: OperatorRequest): Item & ItemKey {
  const expires = expiryMs(request);
  return {
    ...requestKey(instance, request),
    ...request,
    ...(request.kind === "reconcile" && keysOf(request.keys)),
    ...(Number.isFinite(expires) && { expiresAt: Math.ceil(expires / 1000) }),
  };
}

/** @returns undefined for a kind this version does not know */
export function requestOf(item: Item): OperatorRequest | undefined {
  const { kind } = item;
  if (!isKnown(kind)) return undefined;
  const label = String(item["sk"]);
  checkShape(item, shapes[kind], label);
  const request = withoutKeys(item);
  if (kind !== "reconcile") return request as unknown as OperatorRequest;
  const { keysGzip: _keysGzip, keyCount: _keyCount, ...rest } = request;
  const keys = item["keys"] === "all" ? "all" : unpackKeys(item);
  if (keys === undefined) throw new MalformedItemError(label, "keys");
  return { ...rest, keys } as unknown as OperatorRequest;
}

function keysOf(keys: readonly ResourceKey[] | "all") {
  return keys === "all" ? { keys } : { keys: undefined, ...packKeys(keys) };
}

function isKnown(kind: unknown): kind is OperatorRequest["kind"] {
  return typeof kind === "string" && Object.hasOwn(shapes, kind);
}
