import { PassThrough } from "node:stream";
import type { CtlWorld } from "../../src/cli/ctl/context.ts";
import type { EventQuery, StateAccess } from "../../src/cli/ctl/state-port.ts";
import { runXflowctl } from "../../src/cli/xflowctl.ts";
import type { ControllerRow, LeaseRow } from "../../src/core/controller-row.ts";
import type { OperatorRequest } from "../../src/core/operator-request.ts";
import type { StoredEvent } from "../../src/core/resource-event.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { FakeClock } from "./fake-clock.ts";
import { madeAtMs } from "./status-rows.ts";

/** The state table in memory, open to be changed between reads. */
export class FakeState implements StateAccess {
  heldLease: LeaseRow | undefined;
  controllerRow: ControllerRow | undefined;
  allRows: readonly ResourceRow[] = [];
  allEvents: readonly StoredEvent[] = [];
  allRequests: OperatorRequest[] = [];
  /** Everything written, in order. */
  readonly written: OperatorRequest[] = [];
  readonly queries: EventQuery[] = [];
  closed = 0;
  /** Of the next read of rows. */
  failure: Error | undefined;

  lease = async () => this.heldLease;
  controller = async () => this.controllerRow;
  rows = async () => {
    if (this.failure !== undefined) throw this.failure;
    return this.allRows;
  };
  events = async (query: EventQuery) => {
    this.queries.push(query);
    const found = this.allEvents.filter(({ key }) => query.key === undefined || key === query.key);
    return found.slice(0, query.limit);
  };
  requests = async () => this.allRequests;
  write = async (request: OperatorRequest) => {
    this.written.push(request);
    this.allRequests.push(request);
  };
  clearSuspend = async (key: ResourceRow["key"]) => {
    const kept = this.allRequests.filter((each) => each.kind !== "suspend" || each.key !== key);
    const wasThere = kept.length < this.allRequests.length;
    this.allRequests = kept;
    return wasThere;
  };
  close = () => {
    this.closed += 1;
  };
}

export interface Screened {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A terminal, a clock and a table to run xflowctl on. */
export function createCtlBench(screen: Screened = {}, env: Readonly<Record<string, string>> = {}) {
  const state = new FakeState();
  const clock = new FakeClock(madeAtMs + 20_000);
  const stdout = Object.assign(new PassThrough(), screen);
  const stderr = new PassThrough();
  const stop = new AbortController();
  const opened: string[] = [];
  const world: CtlWorld = {
    clock,
    openState: async ({ instance, region }, table) => {
      opened.push(`${table}/${instance}/${region ?? ""}`);
      return state;
    },
    operator: () => "ann@laptop",
    nonce: () => "beef",
  };
  const terminal = { stdout, stderr, env: { NO_COLOR: "1", ...env }, signal: stop.signal };
  return {
    state,
    clock,
    opened,
    stop: () => stop.abort(new Error("stopped by SIGINT")),
    run: (...args: string[]) => runXflowctl(args, terminal, world),
    out: () => String(stdout.read() ?? ""),
    err: () => String(stderr.read() ?? ""),
  };
}
