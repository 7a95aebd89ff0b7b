import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { vi } from "vitest";
import { createClock } from "../../src/app/clocks.ts";
import { openStateAccess } from "../../src/app/state-access.ts";
import type { StateAccess } from "../../src/cli/ctl/state-port.ts";
import { type AwsProxy, startAwsProxy } from "./aws-proxy.ts";
import { createSourceFolder, functionManifest, manifest, subscription } from "./desired-set.ts";
import { clientConfig } from "./gateway-server.ts";
import { type Replica, startReplica } from "./replica.ts";
import { startLocal } from "./xflow-process.ts";

/** A replica, and its way to AWS, which is its alone. */
export interface Member {
  readonly replica: Replica;
  readonly aws: AwsProxy;
}

/** An embedded AWS in a process of its own, and everything that a test starts beside it; all ended at the end. */
export interface ReplicaWorld extends AsyncDisposable {
  readonly endpoint: string;
  readonly state: StateAccess;
  /** A folder with these manifests. */
  source(flow: string): Promise<{ readonly path: string; write(flow: string): Promise<void> }>;
  proxy(): Promise<AwsProxy>;
  /** @param start.prepare what befalls its calls from the first on */
  start(
    path: string,
    start?: { readonly args?: readonly string[]; readonly prepare?: (aws: AwsProxy) => void },
  ): Promise<Member>;
  memoryOf(functionName: string): Promise<number | undefined>;
}

/** Looks again and again until what is seen is as expected. For tests that run beside others. */
export function until<Seen>(look: () => Promise<Seen>, expected: (seen: Seen) => void): Promise<void> {
  return vi.waitFor(async () => expected(await look()), { interval: 50, timeout: 30_000 });
}

export async function openReplicaWorld(): Promise<ReplicaWorld> {
  const opened: (() => Promise<unknown>)[] = [];
  const keep = <Opened extends AsyncDisposable>(one: Opened): Opened => {
    opened.push(async () => one[Symbol.asyncDispose]());
    return one;
  };
  const local = keep(await startLocal());
  const { endpoint } = local;
  const lambda = new LambdaClient({ ...clientConfig(endpoint), region: "us-east-1" });
  const connection = { instance: "x", endpointUrl: endpoint, region: "us-east-1", local: true };
  const state = openStateAccess(connection, "xflow", createClock(1));
  opened.push(async () => {
    lambda.destroy();
    state.close();
  });
  const proxy = async () => keep(await startAwsProxy(endpoint));
  return {
    endpoint,
    state,
    proxy,
    source: async (flow) => {
      const folder = await createSourceFolder({ "flow.yaml": flow });
      opened.push(folder.remove);
      return { path: folder.path, write: (next) => folder.write({ "flow.yaml": next }) };
    },
    start: async (path, { args = [], prepare = () => undefined } = {}) => {
      const aws = await proxy();
      prepare(aws);
      return { aws, replica: keep(await startReplica({ path, endpoint: aws.endpoint, args })) };
    },
    memoryOf: async (FunctionName) =>
      (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).MemorySize,
    [Symbol.asyncDispose]: async () => {
      for (const close of opened.reverse()) await close();
    },
  };
}

/** A stream and the function that receives it: with its own role and log group five resources. */
export function counterFlow(memoryMb = 128): string {
  return [
    manifest("Stream", "Words"),
    functionManifest("counter", { memoryMb }),
    subscription("Words", "counter"),
  ].join("");
}

export const counterCensus = {
  functions: ["counter"],
  streams: ["Words"],
  mappings: ["Words -> counter"],
  logGroups: ["/aws/lambda/counter"],
};
