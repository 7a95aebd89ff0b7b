import type { ResourceKey } from "../api/resource.ts";
import { compareText } from "../core/canonical.ts";
import type {
  ApproveRequest,
  ForgetRequest,
  OperatorRequest,
  ReconcileRequest,
  SuspendRequest,
} from "../core/operator-request.ts";

/** What operators ask for now. */
export class Wishes {
  #suspended: ReadonlyMap<ResourceKey, SuspendRequest> = new Map();
  #forced: readonly ReconcileRequest[] = [];
  #approvals: readonly ApproveRequest[] = [];
  #forgets: readonly ForgetRequest[] = [];

  /** @returns the keys whose suspension began or ended */
  replace(requests: readonly OperatorRequest[], nowMs: number): readonly ResourceKey[] {
    const before = this.#suspended;
    const standing = requests.filter(
      (request): request is SuspendRequest => request.kind === "suspend" && !isOver(request, nowMs),
    );
    this.#suspended = new Map(standing.map((request) => [request.key, request]));
    this.#forced = requests
      .filter((request): request is ReconcileRequest => request.kind === "reconcile")
      .toSorted((a, b) => compareText(a.token, b.token));
    this.#approvals = requests.filter((request): request is ApproveRequest => request.kind === "approve");
    this.#forgets = requests.filter((request): request is ForgetRequest => request.kind === "forget");
    const all = new Set([...before.keys(), ...this.#suspended.keys()]);
    return [...all].filter((key) => before.get(key)?.at !== this.#suspended.get(key)?.at);
  }

  suspensionOf(key: ResourceKey): SuspendRequest | undefined {
    return this.#suspended.get(key);
  }

  /** The greatest token that asks for the key: tokens begin with the time they were made at. */
  tokenFor(key: ResourceKey): string | undefined {
    return this.#forced.findLast(({ keys }) => keys === "all" || keys.includes(key))?.token;
  }

  get approvals(): readonly ApproveRequest[] {
    return this.#approvals;
  }

  get forgets(): readonly ForgetRequest[] {
    return this.#forgets;
  }
}

function isOver({ until }: SuspendRequest, nowMs: number): boolean {
  return until !== undefined && Date.parse(until) <= nowMs;
}
