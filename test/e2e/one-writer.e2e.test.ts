import { describe, expect, it } from "vitest";
import type { AwsProxy, ProxiedCall } from "../support/aws-proxy.ts";
import { counterFlow, openReplicaWorld, until } from "../support/replica-world.ts";
import { runXflow } from "../support/xflow-process.ts";

const isChange = ({ isMutating }: ProxiedCall) => isMutating;

/** `xflow PATH -c` as the same instance as the replicas. */
function configure(path: string, { endpoint }: { readonly endpoint: string }) {
  return runXflow([path, "-c", "--local", "--endpoint-url", endpoint, "--instance", "x"]);
}

/** Stops at its first change, until let through. */
function holdChanges(aws: AwsProxy): Promise<ProxiedCall> {
  aws.fateOf = (call) => (isChange(call) ? "hold" : "pass");
  return aws.next(isChange);
}

async function letOn(aws: AwsProxy): Promise<void> {
  aws.fateOf = () => "pass";
  await aws.letThrough();
}

describe.concurrent("one writer at a time", () => {
  it("refuses to configure while a server leads, naming it and its revision, and changes nothing", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const { replica } = await world.start(path);
    await replica.hears("leading");
    await until(
      async () => (await world.state.lease())?.revision,
      (seen) => expect(seen).toBeDefined(),
    );
    const lease = await world.state.lease();
    const other = await world.source(counterFlow(256));
    const aws = await world.proxy();

    const refused = await configure(other.path, aws);

    expect(refused.status).toBe(2);
    expect(refused.stderr).toBe(
      `xflow: server on ${lease?.host.split("/")[0]} (pid ${replica.pid}) holds the lease, ` +
        `at revision ${lease?.revision?.slice(0, 12)}: only one process writes at a time\n`,
    );
    expect(aws.calls.filter(isChange)).toEqual([]);
  });

  it("lets a server stand by while somebody configures, and lead when that is done", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const aws = await world.proxy();
    const underWay = holdChanges(aws);
    const configuring = configure(path, aws);
    await underWay;

    const { replica, aws: own } = await world.start(path);
    await replica.hears("standing by", ({ command }) => command === "configure");
    await letOn(aws);
    const { status } = await configuring;
    await replica.hears("leading", ({ epoch }) => epoch === 2);

    expect(status).toBe(0);
    expect(own.calls.filter(isChange)).toEqual([]);
  });

  it("lets one of two configure", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const aws = await world.proxy();
    const underWay = holdChanges(aws);
    const first = configure(path, aws);
    await underWay;

    const second = await configure(path, world);
    await letOn(aws);

    expect(second).toMatchObject({ status: 2, stderr: expect.stringMatching(/configure on .* \(pid \d+\)/) });
    expect((await first).status).toBe(0);
  });

  it("refuses to serve on a port that another server has, naming it", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const { replica } = await world.start(path);
    const where = ["--local", "--endpoint-url", world.endpoint, "--instance", "x"];

    const second = await runXflow([path, "--server", ...where, "--metrics-listen", replica.ops]);

    expect(second.status).toBe(2);
    expect(second.stderr).toMatch(new RegExp(`^xflow: cannot listen on ${replica.ops}: .*--metrics-listen`));
  });
});

describe.concurrent("a server whose table cannot be reached", () => {
  it("waits for it from the start, alive but not ready", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());

    const { replica, aws } = await world.start(path, {
      prepare: (way) => {
        way.fateOf = ({ isState }) => (isState ? "cut" : "pass");
      },
    });
    await replica.hears("the state table cannot be used yet");
    const before = [await replica.probe("healthz"), await replica.probe("readyz")];
    aws.fateOf = () => "pass";
    await replica.hears("leading");
    const after = [await replica.probe("healthz"), await replica.probe("readyz")];

    expect(before).toEqual([200, 503]);
    expect(after).toEqual([200, 200]);
  });

  it.each([{ fate: "cut" as const }, { fate: "hold" as const }])(
    "changes nothing once its lease is over when the way to its table is $fate, and goes on when it is back",
    async ({ fate }) => {
      await using world = await openReplicaWorld();
      const { path, write } = await world.source(counterFlow());
      const { replica, aws } = await world.start(path, { args: ["--lease", "5s"] });
      await replica.hears("leading");
      await until(
        () => world.memoryOf("counter").catch(() => undefined),
        (seen) => expect(seen).toBe(128),
      );

      aws.fateOf = ({ isState }) => (isState ? fate : "pass");
      await replica.hears("the lease is lost");
      await replica.hears("leading no more");
      const sofar = aws.calls.length;
      await write(counterFlow(256));
      await replica.hears("source read");
      await replica.hears("the state table failed");
      const scrape = await replica.scrape();
      const [alive, ready] = [await replica.probe("healthz"), await replica.probe("readyz")];
      const changes = aws.calls.slice(sofar).filter(isChange);
      aws.fateOf = () => "pass";
      await replica.hears("leading");
      await until(
        () => world.memoryOf("counter"),
        (seen) => expect(seen).toBe(256),
      );

      expect(scrape.value("xflow_leader")).toBe(0);
      expect([alive, ready]).toEqual([200, 503]);
      expect(changes).toEqual([]);
    },
  );
});
