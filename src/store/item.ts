import type { ResourceKey } from "../api/resource.ts";
import type { OperatorRequest } from "../core/operator-request.ts";

/**
 * The table's keys. One partition for what the controller writes, one for what operators write, so that IAM can
 * tell them apart (`dynamodb:LeadingKeys`).
 *
 * | pk                    | sk                                                              |
 * |-----------------------|-----------------------------------------------------------------|
 * | `<instance>`          | `lease`, `controller`, `resource#<key>`, `event#<time>#<id>`      |
 * | `<instance>#requests` | `suspend#<key>`, `approve#<digest>`, `reconcile#<token>`, `forget#<token>` |
 */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** An item's attributes as plain values. */
export type Item = Readonly<Record<string, unknown>>;

export const resourcePrefix = "resource#";
export const eventPrefix = "event#";

export function leaseKey(instance: string): ItemKey {
  return { pk: instance, sk: "lease" };
}

export function controllerKey(instance: string): ItemKey {
  return { pk: instance, sk: "controller" };
}

export function rowKey(instance: string, key: ResourceKey): ItemKey {
  return { pk: instance, sk: `${resourcePrefix}${key}` };
}

export function requestPartition(instance: string): string {
  return `${instance}#requests`;
}

export function suspendKey(instance: string, key: ResourceKey): ItemKey {
  return { pk: requestPartition(instance), sk: `suspend#${key}` };
}

export function requestKey(instance: string, request: OperatorRequest): ItemKey {
  const pk = requestPartition(instance);
  switch (request.kind) {
    case "suspend":
      return suspendKey(instance, request.key);
    case "approve":
      return { pk, sk: `approve#${request.digest}` };
    case "reconcile":
    case "forget":
      return { pk, sk: `${request.kind}#${request.token}` };
  }
}

/** What is the table's own in an item. `expiresAt` is TTL's: epoch seconds. */
export function withoutKeys(item: Item): Item {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...rest } = item;
  return rest;
}
