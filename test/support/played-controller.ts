import { createHash } from "node:crypto";
import type { Resource, ResourceKey } from "../../src/api/resource.ts";
import { createAwsAccess } from "../../src/aws/access.ts";
import { createCallBudgets } from "../../src/aws/call-budget.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ControllerRow } from "../../src/core/controller-row.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { Controller } from "../../src/engine/controller.ts";
import type { EnginePorts, SourceReading, StateStore } from "../../src/engine/ports.ts";
import { createKinds } from "../../src/kinds/registry.ts";
import { zip } from "../../src/source/zip.ts";
import { directAccount, directRegion, type PlayedAws } from "./direct-aws.ts";

export interface PlayedOptions {
  readonly aws: PlayedAws;
  readonly clock: Clock;
  readonly store: StateStore;
  readonly random: () => number;
  readonly scanPeriodMs: number;
  /** Time does not wait for a machine that is busy: a pass may run out of it. */
  readonly isMachineTimed: boolean;
  readonly mayWrite: () => boolean;
  /** What no history may bring about. */
  readonly violate: (what: string) => void;
}

/** A controller that remembers nothing but what is stored, on kinds as they are. */
export interface PlayedController {
  readonly rows: readonly ResourceRow[];
  readonly status: ControllerRow;
  /** Scans ended so far that saw everything. */
  readonly scans: number;
  take(reading: SourceReading): void;
  /** @returns once everything under way has ended */
  stop(): Promise<void>;
}

const target = {
  instance: "test",
  accountId: directAccount,
  region: directRegion,
  partition: "aws",
} as const;
const place = { accountId: directAccount, region: directRegion } as const;

export async function startPlayedController(options: PlayedOptions): Promise<PlayedController> {
  const { store, random, violate, scanPeriodMs, isMachineTimed } = options;
  const stored = await store.load();
  let scans = 0;
  /** Passes under way may refer to what was declared before. */
  const declared = new Map<ResourceKey, Resource>();
  const awsNameOf = (key: ResourceKey) => declared.get(key) ?? controller.rows.find((row) => row.key === key);
  const controller: Controller = new Controller({
    ports: portsOf(options, awsNameOf),
    store,
    stored,
    gate: { mayWrite: options.mayWrite },
    rng: { next: random },
    workers: 8,
    sourceIdentity: "flows",
    scanPeriodMs,
    // Small flows: more than a few deletes are nothing to ask about here.
    maxDeletes: 1_000,
    xflowVersion: "0.0.0",
    record: (event) => store.record(event).catch(() => undefined),
    onPlan: () => undefined,
    onEvent: () => undefined,
    onEnd: () => undefined,
    onScan: ({ result }) => {
      if (result === "ok") scans++;
    },
    onProblem: (doing, error) => {
      if (!isOfTable(error)) violate(`failed while ${doing}: ${error}`);
    },
    observer: {
      queued: () => undefined,
      requeued: () => undefined,
      passStarted: () => undefined,
      passEnded: () => undefined,
      passTimedOut: () => {
        if (!isMachineTimed) violate("a pass did not end");
      },
      passPanicked: () => violate("a pass threw"),
    },
  });
  const end = new AbortController();
  const running = controller.run(end.signal);
  return {
    get rows() {
      return controller.rows;
    },
    get status() {
      return controller.status;
    },
    get scans() {
      return scans;
    },
    take: (reading) => {
      if (reading.kind === "snapshot") for (const [key, one] of reading.set.resources) declared.set(key, one);
      controller.take(reading);
    },
    stop: () => {
      end.abort();
      return running;
    },
  };
}

function isOfTable(error: unknown): boolean {
  return error instanceof Error && /^(RowConflict|StateUnavailable)Error$/.test(error.name);
}

function portsOf(
  { aws, clock }: PlayedOptions,
  awsNameOf: (key: ResourceKey) => { readonly awsName: string } | undefined,
): EnginePorts {
  const budget = createCallBudgets(clock)(directAccount, directRegion);
  const access = createAwsAccess({ target, clock, clients: aws.clients, budget, onCall: () => undefined });
  const artifacts = { build: async (code: object) => packageOf(code) };
  const bound = { target, place, kinds: createKinds(access, { artifacts, resources: { get: awsNameOf } }) };
  return {
    clock,
    prepare: async () => undefined,
    targetOf: () => bound,
    targetAt: async () => bound,
    measureCode: async ({ spec }) => ("code" in spec ? codeSha256Of(spec.code) : undefined),
  };
}

const packages = new Map<string, Buffer>();

/** Other code, another package. */
function packageOf(code: object): Buffer {
  const text = `// ${JSON.stringify(code)}\nexports.handler = async () => {};\n`;
  const known = packages.get(text);
  const made = known ?? Buffer.from(zip([{ name: "index.js", executable: false, bytes: Buffer.from(text) }]));
  packages.set(text, made);
  return made;
}

/** As Lambda answers it. */
export function codeSha256Of(code: object): string {
  return createHash("sha256").update(packageOf(code)).digest("base64");
}
