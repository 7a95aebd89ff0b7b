import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateStreamCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { primitiveKinds, type Resource } from "../../src/api/resource.ts";
import { createClock } from "../../src/app/clocks.ts";
import { serve } from "../../src/app/serve.ts";
import { openStateAccess } from "../../src/app/state-access.ts";
import type { StateAccess } from "../../src/cli/ctl/state-port.ts";
import { defaultLeaseMs } from "../../src/store/lease-timing.ts";
import { type Census, census } from "../support/aws-census.ts";
import { shapeOf } from "../support/aws-shape.ts";
import {
  createSourceFolder,
  functionManifest,
  manifest,
  type SourceFolder,
  trackerFolder,
} from "../support/desired-set.ts";
import { accountId, region } from "../support/field-cases.ts";
import { makeFieldSurroundings } from "../support/field-surroundings.ts";
import { foreignChanges, type Somebody, somebody } from "../support/foreign-changes.ts";
import { keys } from "../support/live-manifests.ts";
import { type MotoServer, startMoto } from "../support/moto-server.ts";
import { until } from "../support/replica-world.ts";

const table = "xflow-moto";
/** Sooner than the command line lets one ask for it: moto has no quotas. */
const scanPeriodMs = 1_000;

type Spec = Readonly<Record<string, unknown>>;
interface Specs {
  readonly Role?: Spec;
  readonly Stream?: Spec;
  readonly Function?: Spec;
  readonly Subscription?: Spec;
}

const environment = manifest("Environment", "default", {
  defaults: { policy: { drift: "correct", deletion: "delete", adopt: "if-unowned" } },
});

/** One of each kind; `Subscription` and `Function` may be missing. */
function flow({ Role, Stream, Function: lambda, Subscription }: Specs): string {
  return [
    manifest("Role", "runner", Role),
    manifest("Stream", "Words", Stream),
    ...(lambda === undefined ? [] : [functionManifest("counter", { role: "runner", ...lambda })]),
    ...(Subscription === undefined
      ? []
      : [
          manifest("Subscription", "Words:counter", { event: "Words", function: "counter", ...Subscription }),
        ]),
  ].join("");
}

const first: Specs = {
  Role: {},
  Stream: { retentionHours: 30 },
  Function: { memoryMb: 256, logging: { retentionDays: 7 }, environment: { LEVEL: "debug" } },
  Subscription: { batchSize: 10 },
};
const then: Specs = {
  Role: { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"] },
  Stream: { shards: 4, retentionHours: 36, encryption: {} },
  Function: { timeoutSeconds: 20, reservedConcurrency: 2 },
  Subscription: { batchSize: 20, filter: [{ data: { kind: ["a"] } }] },
};

/** One of each kind that moto keeps, and that shows in lists or in what is read of a resource alone. */
const drifting = [
  "Role.inlinePolicies",
  "LogGroup.retentionDays",
  "Stream.retentionHours",
  "Function.memoryMb",
  "Function.reservedConcurrency",
  "Subscription.batchSize",
];

describe("the controller, and its state, on moto", () => {
  const end = new AbortController();
  let moto: MotoServer;
  let by: Somebody;
  let folder: SourceFolder;
  let state: StateAccess;
  let running: Promise<void>;

  const shape = (kind: Resource["kind"]) => {
    const names = { Role: "runner", LogGroup: "/aws/lambda/counter", Stream: "Words", Function: "counter" };
    const awsName = { Subscription: "", ...names }[kind];
    return shapeOf(by, { kind, awsName });
  };
  const held = (): Promise<Census> => census(moto.endpoint, region);
  const settled = async () => {
    const rows = await state.rows();
    return rows.map(({ kind, state: is, conditions }) => {
      const isTrue = (type: string) => conditions.some((one) => one.type === type && one.status === "True");
      return [kind, is, isTrue("Ready") && isTrue("Synced")];
    });
  };
  const allOf = (...kinds: readonly string[]) =>
    expect.arrayContaining(kinds.map((kind) => [kind, "present", true]));

  beforeAll(async () => {
    moto = await startMoto({ MOTO_ACCOUNT_ID: accountId });
    by = somebody(moto.endpoint);
    await makeFieldSurroundings(by);
    // These two are there before xflow is.
    await by.logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/counter" }));
    await by.kinesis.send(new CreateStreamCommand({ StreamName: "Words", ShardCount: 1 }));
    folder = await createSourceFolder({ "environment.yaml": environment, "flow.yaml": flow(first) });
    const connection = { instance: "test", endpointUrl: moto.endpoint, region, local: true };
    state = openStateAccess(connection, table, createClock(1));
    running = serve({
      path: folder.path,
      sourceRoots: [],
      overrides: {},
      builtins: { tracker: trackerFolder },
      connection,
      table,
      leaseMs: defaultLeaseMs,
      scanPeriodMs,
      metricsListen: "127.0.0.1:0",
      logLevel: "error",
      logDestination: { write: () => true },
      signal: end.signal,
    });
  });
  afterAll(async () => {
    end.abort();
    await running;
    state.close();
    by[Symbol.dispose]();
    await moto.stop();
    await folder.remove();
  });

  it("creates what is missing, and adopts the log group and the stream that nobody owns", async () => {
    await until(settled, (rows) => expect(rows).toEqual(allOf(...primitiveKinds)));

    expect(await held()).toMatchObject({
      functions: ["counter"],
      streams: ["Sink", "Words"],
      mappings: ["Words -> counter"],
      logGroups: ["/aws/lambda/counter"],
    });
    expect(await shape("Function")).toMatchObject({
      MemorySize: 256,
      Tags: { "xflow.dev/resource": keys.Function },
    });
    expect(await shape("LogGroup")).toMatchObject({
      retentionInDays: 7,
      tags: { "xflow.dev/instance": "test" },
    });
    expect(await shape("Stream")).toMatchObject({
      RetentionPeriodHours: 30,
      Tags: { "xflow.dev/resource": keys.Stream },
    });
    const rows = await state.rows();
    expect(
      rows
        .filter(({ adopted }) => adopted)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(["LogGroup", "Stream"]);
  });

  it("brings AWS to what is declared next, and back to its defaults where nothing is", async () => {
    await folder.write({ "flow.yaml": flow(then) });

    await until(
      () => shape("Stream"),
      (seen) =>
        expect(seen).toMatchObject({
          OpenShardCount: 4,
          RetentionPeriodHours: 36,
          EncryptionType: "KMS",
          KeyId: "alias/aws/kinesis",
        }),
    );
    await until(
      () => shape("Function"),
      (seen) => {
        expect(seen).toMatchObject({
          MemorySize: 128,
          Timeout: 20,
          Concurrency: { ReservedConcurrentExecutions: 2 },
        });
        expect(seen).not.toHaveProperty("Environment");
      },
    );
    await until(
      () => shape("LogGroup"),
      (seen) => expect(seen).not.toHaveProperty("retentionInDays"),
    );
    await until(
      () => shape("Role"),
      (seen) => expect(seen).toMatchObject({ attached: ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"] }),
    );
    await until(
      () => shape("Subscription"),
      (seen) => expect(seen).toMatchObject({ BatchSize: 20, FilterCriteria: { Filters: [{}] } }),
    );
    await until(settled, (rows) => expect(rows).toEqual(allOf(...primitiveKinds)));
  });

  it.each(drifting)("puts %s back after somebody else changed it", async (name) => {
    const change = foreignChanges.find(({ kind, field }) => `${kind}.${field}` === name);
    if (change === undefined) throw new Error(`nobody changes ${name}`);
    const before = await shape(change.kind);

    await change.make(by);

    expect(await shape(change.kind)).not.toEqual(before);
    await until(
      () => shape(change.kind),
      (seen) => expect(seen).toEqual(before),
    );
  });

  it("deletes what nobody declares any more, and keeps the rest", async () => {
    const { Role, Stream } = then;
    await folder.write({ "flow.yaml": flow({ ...(Role && { Role }), ...(Stream && { Stream }) }) });

    await until(held, (seen) =>
      expect(seen).toMatchObject({ functions: [], mappings: [], logGroups: [], streams: ["Sink", "Words"] }),
    );
    await until(settled, (rows) =>
      expect(rows).toEqual([
        ["Role", "present", true],
        ["Stream", "present", true],
      ]),
    );

    await folder.write({ "flow.yaml": manifest("Role", "runner", Role) });

    await until(held, (seen) => expect(seen.streams).toEqual(["Sink"]));
  });
});
