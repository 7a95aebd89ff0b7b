import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { ForgetRequest, OperatorRequest } from "../core/operator-request.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import { mayForget } from "./prune/forget.ts";
import type { Reconciler } from "./reconciler.ts";
import type { StateBook } from "./state-book.ts";

export interface AnswersDeps {
  readonly reconciler: Reconciler;
  readonly state: StateBook;
  readonly clock: Clock;
  readonly record: (event: ResourceEvent) => Promise<void>;
}

/** Does what operators ask. Requests are read again and again; each is answered once. */
export class Answers {
  readonly #deps: AnswersDeps;
  #forgotten: ReadonlySet<string> = new Set();
  #hurried: ReadonlyMap<ResourceKey, string> = new Map();
  #approved = "";

  constructor(deps: AnswersDeps) {
    this.#deps = deps;
  }

  /** @returns whether what may be deleted has to be decided anew */
  async give(requests: readonly OperatorRequest[]): Promise<boolean> {
    const { reconciler, clock } = this.#deps;
    const { wishes, queue } = reconciler;
    const changed = wishes.replace(requests, clock.now());
    for (const key of changed) queue.hurry(key);
    this.#hurry();
    await this.#forgetAll(wishes.forgets);
    const approved = wishes.approvals.map(({ digest, at }) => `${digest} ${at}`).join("\n");
    const isNew = approved !== this.#approved;
    this.#approved = approved;
    return isNew || changed.length > 0;
  }

  /** What is asked for again is read anew, whatever is remembered. */
  #hurry(): void {
    const { reconciler, state, clock } = this.#deps;
    const { wishes, memory, queue, desired } = reconciler;
    const before = this.#hurried;
    const hurried = new Map<ResourceKey, string>();
    this.#hurried = hurried;
    for (const key of desired.keys) {
      const token = wishes.tokenFor(key);
      const isAnswered = token === undefined || (state.row(key)?.lastHandledRequest ?? "") >= token;
      if (isAnswered) continue;
      hurried.set(key, token);
      if (before.get(key) === token) continue;
      memory.readWhole(key, clock.now());
      queue.hurry(key);
    }
  }

  /** Requests stand for an hour or so; the answered ones among them are remembered, and no others. */
  async #forgetAll(requests: readonly ForgetRequest[]): Promise<void> {
    const answered = new Set<string>();
    for (const request of requests) {
      if (!this.#forgotten.has(request.token)) await this.#forget(request);
      answered.add(request.token);
    }
    this.#forgotten = answered;
  }

  async #forget({ key, by }: ForgetRequest): Promise<void> {
    const { reconciler, state, clock, record } = this.#deps;
    const row = state.row(key);
    if (row === undefined) return;
    const at = new Date(clock.now()).toISOString();
    const verdict = mayForget(row, reconciler.desired.resources.has(key));
    if (verdict.kind === "refused") {
      await record({ key, type: "Warning", reason: "ForgetRefused", message: verdict.message, at });
      return;
    }
    await state.drop(row);
    await record({
      key,
      type: "Normal",
      reason: "Forgotten",
      message: `by ${by}; nothing happened in AWS`,
      at,
    });
  }
}
