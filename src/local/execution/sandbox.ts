import type { InvokeOptions, InvokeResult, RunnableFunction } from "../lambda/ports.ts";
import {
  exitFailure,
  type Failure,
  missingRuntimeFailure,
  timeoutFailure,
  tooLargeFailure,
} from "./failures.ts";
import type { FailureStatus } from "./log-lines.ts";
import {
  type Answer,
  type InvocationEnd,
  killed,
  type PhaseEnd,
  RuntimeSession,
  type SessionDeps,
} from "./runtime-session.ts";
import type { SandboxLog } from "./sandbox-log.ts";
import { makeTraceId } from "./trace-id.ts";

/** The init phase may last this long; then it is done again, within the first invocation and its timeout. */
const initLimitMs = 10_000;

export type SandboxResult = Exclude<InvokeResult, { kind: "throttled" }>;

export interface SandboxDeps
  extends Pick<SessionDeps, "machine" | "commands" | "endpoint" | "credentials" | "taskRoot"> {
  readonly log: SandboxLog;
}

/** What an invocation has to know of the init phase before it. */
interface Initialised {
  /** Of a successful first init. */
  readonly initMs?: number;
  /** The machine's time from which the function's timeout counts. */
  readonly startedAt: number;
  /** Set when the function could not be initialised. */
  readonly failed?: PhaseEnd;
}

/**
 * Runs one function, one invocation at a time, in a process that stays warm in between.
 * Source: docs/local-rules.md, RT, ERR, LOG.
 */
export class Sandbox {
  readonly fn: RunnableFunction;
  /** Called once if the process ends while no invocation runs. */
  onDeath: () => void = () => {};
  readonly #deps: SandboxDeps;
  #session: RuntimeSession | undefined;
  #alive = true;
  #running = false;
  #stopped = false;

  constructor(fn: RunnableFunction, deps: SandboxDeps) {
    this.fn = fn;
    this.#deps = deps;
  }

  /** False after a time-out or a crash: such a sandbox is never used again. */
  get isReusable(): boolean {
    return this.#alive && !this.#stopped && this.#session?.isAlive !== false;
  }

  /**
   * Initialises at the first call. Resolves when the log lines are readable. Not while another one runs.
   * @throws whatever keeps this machine from unpacking or starting the function
   */
  async invoke(payload: Uint8Array, options: InvokeOptions): Promise<SandboxResult> {
    this.#running = true;
    try {
      return await this.#invoke(payload, options);
    } catch (error) {
      this.#alive = false;
      throw error;
    } finally {
      this.#running = false;
    }
  }

  /** Kills the process group, without waiting. */
  kill(): void {
    this.#session?.kill();
  }

  /** Resolves when nothing of it is left. An invocation that runs ends as killed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#session?.stop();
    await this.#deps.log.flush();
  }

  async #invoke(payload: Uint8Array, options: InvokeOptions): Promise<SandboxResult> {
    const { log, machine } = this.#deps;
    const { requestId } = options;
    log.mark();
    const init = this.#session ? { startedAt: machine.now() } : await this.#initialise(requestId);
    log.platform({ kind: "start", requestId });
    const ended = await this.#run(init, payload, options);
    if (ended.end.kind !== "ready") this.#alive = false;
    this.#report(init, ended, requestId);
    await log.flush();
    return toResult(ended.answer, () => this.#failureOf(ended.end, requestId), log.tail());
  }

  async #initialise(requestId: string): Promise<Initialised> {
    const { log, machine } = this.#deps;
    log.platform({ kind: "initStart", runtime: runtimeVersion(this.fn.runtime) });
    const began = machine.now();
    const first = await this.#tryInit("init", initLimitMs, requestId);
    const startedAt = machine.now();
    if (first.kind === "ready") return { initMs: startedAt - began, startedAt };
    if (this.#stopped) return { startedAt, failed: { kind: "exited", exit: killed } };
    const second = await this.#tryInit("invoke", this.fn.timeoutSeconds * 1000, requestId);
    return second.kind === "ready" ? { startedAt } : { startedAt, failed: second };
  }

  async #tryInit(phase: "init" | "invoke", limitMs: number, requestId: string): Promise<PhaseEnd> {
    const { log, machine } = this.#deps;
    const began = machine.now();
    const session: RuntimeSession = new RuntimeSession(this.fn, {
      ...this.#deps,
      logStream: log.stream,
      onLine: log.output,
      onExit: () => this.#exited(session),
    });
    this.#session = session;
    const end = await session.init(limitMs);
    const status = this.#statusOf(end, requestId);
    if (status === undefined) return end;
    await session.stop();
    log.platform({ kind: "initReport", durationMs: machine.now() - began, phase, status });
    return end;
  }

  /** A process that failed its init is replaced, so its end says nothing of the sandbox. */
  #exited(session: RuntimeSession): void {
    if (this.#running || session !== this.#session) return;
    this.#alive = false;
    this.onDeath();
  }

  async #run(init: Initialised, payload: Uint8Array, options: InvokeOptions): Promise<InvocationEnd> {
    if (init.failed !== undefined || this.#session === undefined) {
      return { answer: undefined, end: init.failed ?? { kind: "timeout" } };
    }
    const { machine } = this.#deps;
    const deadlineMs = init.startedAt + this.fn.timeoutSeconds * 1000;
    const invocation = {
      requestId: options.requestId,
      payload,
      deadlineMs,
      functionArn: this.fn.arn,
      traceId: options.traceId ?? makeTraceId(machine.now()),
      ...(options.clientContext === undefined ? {} : { clientContext: options.clientContext }),
    };
    return this.#session.run(invocation, Math.max(0, deadlineMs - machine.now()));
  }

  #report(init: Initialised, { answer, end }: InvocationEnd, requestId: string): void {
    const { log, machine } = this.#deps;
    const status =
      answer?.kind === "tooLarge" ? tooLargeStatus : crashStatus(answer, this.#statusOf(end, requestId));
    if (end.kind === "timeout") {
      log.platform({ kind: "timedOut", requestId, timeoutSeconds: this.fn.timeoutSeconds });
    }
    log.platform({ kind: "end", requestId });
    log.platform({
      kind: "report",
      requestId,
      durationMs: machine.now() - init.startedAt,
      memoryMb: this.fn.memoryMb,
      usedMemoryMb: this.#usedMemoryMb(),
      ...(init.initMs === undefined ? {} : { initMs: init.initMs }),
      ...(status === undefined ? {} : { status }),
    });
  }

  #statusOf(end: PhaseEnd, requestId: string): FailureStatus | undefined {
    if (end.kind === "ready") return undefined;
    if (end.kind === "timeout") return { kind: "timeout" };
    return { kind: "error", errorType: knownErrorType(this.#failureOf(end, requestId).errorType) };
  }

  #failureOf(end: PhaseEnd, requestId: string): Failure {
    switch (end.kind) {
      case "initFailed":
        return end;
      case "exited":
        return exitFailure(requestId, end.exit);
      case "missingRuntime":
        return missingRuntimeFailure(requestId, end.reason);
      // A runtime that asks for more work without having answered is refused, so `ready` always has an answer.
      case "timeout":
      case "ready":
        return timeoutFailure(requestId, this.fn.timeoutSeconds);
    }
  }

  /** As RIE does, the memory size stands in where the system does not tell what was used. */
  #usedMemoryMb(): number {
    const peak = this.#session?.peakMemoryBytes;
    return peak === undefined ? this.fn.memoryMb : Math.ceil(peak / 1024 / 1024);
  }
}

const tooLargeStatus: FailureStatus = { kind: "error", errorType: "Function.ResponseSizeTooLarge" };

/** A crash after the runtime reported its cause is logged by that cause. */
function crashStatus(
  answer: Answer | undefined,
  status: FailureStatus | undefined,
): FailureStatus | undefined {
  if (status?.kind !== "error" || answer?.kind !== "failed") return status;
  return { kind: "error", errorType: knownErrorType(answer.errorType) };
}

function toResult(answer: Answer | undefined, failure: () => Failure, log: string): SandboxResult {
  if (answer === undefined) return { kind: "failed", payload: failure().payload, log };
  if (answer.kind === "tooLarge") return { kind: "failed", payload: tooLargeFailure().payload, log };
  return { kind: answer.kind, payload: answer.payload, log };
}

/** Lambda logs its own error types; a function's are its own affair. */
function knownErrorType(errorType: string): string {
  return /^(Runtime|Function|Sandbox|Extension)\.\w+$/.test(errorType) ? errorType : "Runtime.Unknown";
}

/** `nodejs22.x` is logged as `nodejs:22.local`: the line Lambda would run, on whatever this machine has. */
function runtimeVersion(runtime: string): string {
  const [, family = runtime, line = ""] = runtime.match(/^([a-z]+)\.?(.*?)(?:\.x)?$/) ?? [];
  return `${family}:${line}.local`;
}
