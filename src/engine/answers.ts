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
  readonly #forgotten = new Set<string>();
  readonly #hurried = new Map<ResourceKey, string>();
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
    for (const request of wishes.forgets) await this.#forget(request);
    const approved = wishes.approvals.map(({ digest, at }) => `${digest} ${at}`).join("\n");
    const isNew = approved !== this.#approved;
    this.#approved = approved;
    return isNew || changed.length > 0;
  }

  /** What is asked for again is read anew, whatever is remembered. */
  #hurry(): void {
    const { reconciler, state, clock } = this.#deps;
    const { wishes, memory, queue, desired } = reconciler;
    for (const key of desired.keys) {
      const token = wishes.tokenFor(key);
      const isAnswered = token === undefined || (state.row(key)?.lastHandledRequest ?? "") >= token;
      if (isAnswered || this.#hurried.get(key) === token) continue;
      this.#hurried.set(key, token);
      memory.readWhole(key, clock.now());
      queue.hurry(key);
    }
  }

  async #forget({ key, token, by }: ForgetRequest): Promise<void> {
    if (this.#forgotten.has(token)) return;
    this.#forgotten.add(token);
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
