import type { ResourceKey } from "../api/resource.ts";
import type { Disposition } from "../core/call-error.ts";
import type { Change } from "../core/plan.ts";
import type { ProgressEvent } from "../core/progress.ts";
import type { Cause, ResourceEvent, ToldChange } from "../core/resource-event.ts";
import type { Log, LogFields, LogLevel } from "./log.ts";
import { createToldOnce, type Said } from "./told-once.ts";

/** What is known of the pass in which something happened. */
export interface PassContext {
  /** The same in every line of a pass. */
  readonly reconcileId?: string;
  readonly generation?: number;
  readonly revision?: string;
  /** Why AWS is changed. */
  readonly cause?: Cause;
  /** Of a failure: being throttled or coming at a bad moment is part of a normal day. */
  readonly failure?: Disposition["kind"];
}

/** Tells the log what happens to resources. */
export interface PassLog {
  /**
   * | event            | level                                   |
   * |------------------|-----------------------------------------|
   * | call             | info: the world changed                 |
   * | failed, retried  | warn; throttled and conflict: debug     |
   * | failed for good  | error, once per generation and message  |
   * | refused, warning | warn, once per generation and message   |
   * | brakes           | debug: an operator knows of them        |
   * | everything else  | debug                                   |
   */
  progress(event: ProgressEvent, about?: PassContext): void;
  /** Warnings at warn, the rest at info; what `progress` has told already at debug. */
  told(event: ResourceEvent): void;
}

interface Line {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
  /** Present: told once at this level per generation, and at debug from then on. */
  readonly once?: Said;
}

/** Refusals that somebody asked for. */
const brakes: ReadonlySet<string> = new Set(["Suspended", "Protected", "DeletionBlocked"]);

/** Reasons of events that keep what progress has told already. */
const progressReasons: ReadonlySet<string> = new Set(["Ready", "Retrying", "Failed", "Refused"]);

export function createPassLog(log: Log): PassLog {
  const toldOnce = createToldOnce();
  return {
    progress: (event, about = {}) => {
      if (event.kind === "ready") toldOnce.recovered(event.key);
      const { level, message, fields, once } = lineOf(event, about);
      const isRepeated = once !== undefined && !toldOnce.isNew(event.key, about.generation, once);
      const { failure: _, ...context } = about;
      log[isRepeated ? "debug" : level](message, { ...resourceFields(event.key), ...context, ...fields });
    },
    told: (event) => {
      const { key, type: _, at: __, message: detail, ...fields } = event;
      const level = levelOf(event);
      if (key === undefined) {
        log[level]("instance event", { ...fields, detail });
        return;
      }
      if (event.reason === "Deleted") toldOnce.forget(key);
      log[level]("resource event", { ...resourceFields(key), ...fields, detail });
    },
  };
}

function levelOf({ type, reason, calls }: ResourceEvent): LogLevel {
  if (calls !== undefined || progressReasons.has(reason)) return "debug";
  return type === "Warning" ? "warn" : "info";
}

function lineOf(event: ProgressEvent, about: PassContext): Line {
  switch (event.kind) {
    case "planned": {
      const { verdict, calls } = event;
      return { level: "debug", message: "planned", fields: { verdict, calls } };
    }
    case "call": {
      const { call, changes } = event;
      return { level: "info", message: "changed AWS", fields: { call, changes: changes.map(toTold) } };
    }
    case "waiting":
      return { level: "debug", message: "waiting", fields: { reason: event.reason } };
    case "warning": {
      const { message: detail } = event;
      const once = { about: "warning", text: detail } as const;
      return { level: "warn", message: "worth knowing", fields: { detail }, once };
    }
    case "ready":
      return { level: "debug", message: "ready", fields: {} };
    case "refused": {
      const { reason, message: detail } = event;
      const level = brakes.has(reason) ? "debug" : "warn";
      return { level, message: "refused", fields: { reason, detail }, once: failure(detail) };
    }
    case "failed":
      return failedLine(event, about);
  }
}

function failedLine(event: ProgressEvent & { readonly kind: "failed" }, about: PassContext): Line {
  const { message: detail, retryInMs } = event;
  if (retryInMs === undefined) {
    const message = "failed, not tried again before something changes";
    return { level: "error", message, fields: { class: about.failure, detail }, once: failure(detail) };
  }
  const level = about.failure === "throttled" || about.failure === "conflict" ? "debug" : "warn";
  const fields = { class: about.failure, detail, retryInMs };
  return { level, message: "failed, to be tried again", fields };
}

const failure = (text: string): Said => ({ about: "failure", text });

/** Of a sensitive change only that there was one. */
function toTold({ path, from, to, sensitive }: Change): ToldChange {
  if (sensitive) return { path, sensitive };
  return { path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** A key is `<environment>/<kind>/<name>`; names may hold `/`. */
function resourceFields(key: ResourceKey): LogFields {
  const [environment, kind, ...rest] = key.split("/");
  return { environment, kind, name: rest.join("/") };
}
