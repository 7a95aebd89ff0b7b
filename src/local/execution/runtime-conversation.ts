/** A response may be this long. Rule: Lambda quotas, 6 MB for a synchronous invocation, and RIE's 100 spare bytes. */
export const maxResponseBytes = 6 * 1024 * 1024 + 100;

/** What the runtime gets from `invocation/next`. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Epoch milliseconds of the machine. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string;
  readonly clientContext?: string;
}

/** A body the runtime sent. */
export interface Posted {
  readonly bytes: Buffer;
  /** Longer than `maxResponseBytes`; `bytes` is then cut. */
  readonly tooLong: boolean;
  /** Of the error header; empty when the runtime sent none. */
  readonly errorType: string;
  /** Set when a streamed response failed half-way. */
  readonly streamError?: { readonly errorType: string; readonly bytes: Buffer };
}

/** What the runtime says. */
export interface RuntimeEvents {
  /** It asks for work: the init phase, or the invocation before, is over. */
  ready(): void;
  responded(payload: Buffer): void;
  failed(payload: Buffer, errorType: string): void;
  /** The response was longer than `maxResponseBytes`. */
  tooLarge(): void;
  initFailed(payload: Buffer, errorType: string): void;
}

export interface Refusal {
  readonly status: number;
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * initialising: the process has started. waiting: it asked for work. invoking: it has some. answered: it posted
 * a response or an error. initFailed: nothing more is expected.
 *
 *     initialising -next-> waiting -deliver-> invoking -response|error-> answered -next-> waiting
 *     initialising -init/error-> initFailed
 */
type State =
  | { readonly kind: "initialising" | "answered" | "initFailed" }
  | { readonly kind: "waiting"; readonly give: (invocation: Invocation) => void }
  | { readonly kind: "invoking"; readonly requestId: string };

/** Who may say what when, between Lambda and a runtime. Each method returns why it refuses, if it does. */
export class RuntimeConversation {
  readonly #events: RuntimeEvents;
  #state: State = { kind: "initialising" };

  constructor(events: RuntimeEvents) {
    this.#events = events;
  }

  /** @throws Error when the runtime is not waiting, which is a mistake of ours */
  deliver(invocation: Invocation): void {
    const state = this.#state;
    if (state.kind !== "waiting") throw new Error(`the runtime is ${state.kind}, not waiting`);
    this.#state = { kind: "invoking", requestId: invocation.requestId };
    state.give(invocation);
  }

  /** @param give answers the runtime, now or later */
  next(give: (invocation: Invocation) => void): Refusal | undefined {
    if (this.#state.kind !== "initialising" && this.#state.kind !== "answered")
      return this.#wrongState("next");
    this.#state = { kind: "waiting", give };
    this.#events.ready();
    return undefined;
  }

  initError(posted: Posted): Refusal | undefined {
    if (this.#state.kind !== "initialising") return this.#wrongState("init/error");
    this.#state = { kind: "initFailed" };
    this.#events.initFailed(posted.bytes, posted.errorType);
    return undefined;
  }

  response(requestId: string, posted: Posted): Refusal | undefined {
    const refusal = this.#answer(requestId, "response");
    if (refusal !== undefined) return refusal;
    if (posted.tooLong) {
      this.#events.tooLarge();
      return {
        status: 413,
        errorType: "RequestEntityTooLarge",
        errorMessage: `Exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
      };
    }
    if (posted.streamError === undefined) this.#events.responded(posted.bytes);
    else this.#events.failed(posted.streamError.bytes, posted.streamError.errorType);
    return undefined;
  }

  error(requestId: string, posted: Posted): Refusal | undefined {
    const refusal = this.#answer(requestId, "error");
    if (refusal === undefined) this.#events.failed(posted.bytes, posted.errorType);
    return refusal;
  }

  #answer(requestId: string, what: string): Refusal | undefined {
    if (this.#state.kind !== "invoking") return this.#wrongState(`invocation/${what}`);
    if (this.#state.requestId !== requestId) {
      return { status: 400, errorType: "InvalidRequestID", errorMessage: "Invalid request ID" };
    }
    this.#state = { kind: "answered" };
    return undefined;
  }

  #wrongState(asked: string): Refusal {
    return {
      status: 403,
      errorType: "InvalidStateTransition",
      errorMessage: `the runtime is ${this.#state.kind}: ${asked} is not allowed`,
    };
  }
}
