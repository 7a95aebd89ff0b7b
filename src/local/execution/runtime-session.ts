import type { Clock } from "../clock.ts";
import type { RunnableFunction } from "../lambda/ports.ts";
import { environmentOf } from "./environment.ts";
import type { FunctionCredentials } from "./ports.ts";
import { openRuntimeApi, type RuntimeApi } from "./runtime-api.ts";
import { MissingRuntimeError, type RuntimeCommands } from "./runtime-command.ts";
import type { Invocation, RuntimeEvents } from "./runtime-conversation.ts";
import { type Exit, type RuntimeProcess, startRuntimeProcess } from "./runtime-process.ts";

/** What the runtime said of an invocation. */
export type Answer =
  | { readonly kind: "returned"; readonly payload: Uint8Array }
  | { readonly kind: "failed"; readonly payload: Uint8Array; readonly errorType: string }
  | { readonly kind: "tooLarge" };

/** How a phase, init or one invocation, ended. */
export type PhaseEnd =
  /** The runtime asked for the next invocation. */
  | { readonly kind: "ready" }
  | { readonly kind: "timeout" }
  | { readonly kind: "exited"; readonly exit: Exit }
  | { readonly kind: "initFailed"; readonly payload: Uint8Array; readonly errorType: string }
  | { readonly kind: "missingRuntime"; readonly reason: string };

export interface InvocationEnd {
  /** Undefined when the phase ended before the runtime said anything. */
  readonly answer: Answer | undefined;
  readonly end: PhaseEnd;
}

export interface SessionDeps {
  /** Real time, since processes live in it. */
  readonly machine: Clock;
  readonly commands: RuntimeCommands;
  readonly endpoint: () => string;
  readonly credentials: FunctionCredentials;
  readonly taskRoot: () => Promise<string>;
  readonly logStream: string;
  readonly onLine: (line: string) => void;
  /** Called once, if and when the process ends. */
  readonly onExit: () => void;
}

/** How a stopped process ends. */
export const killed: Exit = { kind: "signal", signal: "SIGKILL" };

/** One process of a runtime and its Runtime API. After any end but `ready` it can only be stopped. */
export class RuntimeSession {
  readonly #fn: RunnableFunction;
  readonly #deps: SessionDeps;
  #api: RuntimeApi | undefined;
  #process: RuntimeProcess | undefined;
  #answer: Answer | undefined;
  #peakMemoryBytes: number | undefined;
  #stopped = false;
  #endPhase: (end: PhaseEnd) => void = () => {};

  constructor(fn: RunnableFunction, deps: SessionDeps) {
    this.#fn = fn;
    this.#deps = deps;
  }

  /** The most memory the process was seen to hold; undefined where the system does not tell. */
  get peakMemoryBytes(): number | undefined {
    return this.#peakMemoryBytes;
  }

  get isAlive(): boolean {
    return this.#process?.isAlive() ?? false;
  }

  /** Starts the process and waits for its init phase. Call it once. */
  async init(limitMs: number): Promise<PhaseEnd> {
    try {
      await this.#start();
    } catch (error) {
      if (error instanceof MissingRuntimeError) return { kind: "missingRuntime", reason: error.message };
      throw error;
    }
    if (this.#process === undefined) return { kind: "exited", exit: killed };
    return this.#finish(await this.#phase(limitMs));
  }

  /** Runs one invocation, until the runtime asks for the next; by then, what was logged has been emitted. */
  async run(invocation: Invocation, limitMs: number): Promise<InvocationEnd> {
    this.#answer = undefined;
    const phase = this.#phase(limitMs);
    this.#api?.deliver(invocation);
    const end = await this.#finish(await phase);
    return { answer: this.#answer, end };
  }

  /** Kills the process group, without waiting. */
  kill(): void {
    this.#process?.kill();
  }

  /** Kills it and waits until it and its port are gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#process?.kill();
    await this.#process?.exited;
    await this.#api?.close();
  }

  async #start(): Promise<void> {
    const { commands, endpoint, logStream, onLine, onExit, credentials } = this.#deps;
    const taskRoot = await this.#deps.taskRoot();
    const command = await commands.find(this.#fn.runtime, taskRoot);
    const api = await openRuntimeApi(this.#listen());
    this.#api = api;
    if (this.#stopped) return api.close();
    const lent = credentials.lend(this.#fn);
    const place = { runtimeApi: api.address, taskRoot, logStream, endpoint: endpoint(), credentials: lent };
    const environment = environmentOf(this.#fn, place);
    this.#process = startRuntimeProcess(command, { cwd: taskRoot, environment }, onLine);
    void this.#process.exited.then((exit) => {
      credentials.giveBack(lent.accessKeyId);
      this.#endPhase({ kind: "exited", exit });
      onExit();
    });
  }

  #listen(): RuntimeEvents {
    return {
      ready: () => this.#endPhase({ kind: "ready" }),
      initFailed: (payload, errorType) => this.#endPhase({ kind: "initFailed", payload, errorType }),
      responded: (payload) => {
        this.#answer = { kind: "returned", payload };
      },
      failed: (payload, errorType) => {
        this.#answer = { kind: "failed", payload, errorType };
      },
      tooLarge: () => {
        this.#answer = { kind: "tooLarge" };
      },
    };
  }

  /** Until the first of: a word of the runtime, its exit, the limit. */
  #phase(limitMs: number): Promise<PhaseEnd> {
    return new Promise((resolve) => {
      const cancel = this.#deps.machine.after(limitMs, () => this.#endPhase({ kind: "timeout" }));
      this.#endPhase = (end) => {
        cancel();
        this.#endPhase = () => {};
        resolve(end);
      };
    });
  }

  /** Measures before a late process is killed, and lets its output arrive. */
  async #finish(end: PhaseEnd): Promise<PhaseEnd> {
    this.#peakMemoryBytes = this.#process?.peakMemoryBytes() ?? this.#peakMemoryBytes;
    if (end.kind === "timeout") {
      this.#process?.kill();
      await this.#process?.exited;
    } else {
      await this.#process?.drain();
    }
    return end;
  }
}
