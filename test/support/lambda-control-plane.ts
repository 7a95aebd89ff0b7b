import { LambdaClient } from "@aws-sdk/client-lambda";
import { AwsError } from "../../src/local/aws-error.ts";
import type { Clock } from "../../src/local/clock.ts";
import { inspectZip } from "../../src/local/execution/zip.ts";
import {
  createLambda,
  type Lambda,
  type LambdaDeps,
  lambdaService,
} from "../../src/local/lambda/create-lambda.ts";
import type { FunctionRunner, InvokeResult, RunnableFunction } from "../../src/local/lambda/ports.ts";
import { openStorage } from "../../src/local/storage.ts";
import { clientConfig, serveGateway } from "./gateway-server.ts";

/** A runner that answers by itself and remembers what it was asked. */
export function createModelRunner() {
  const runs: { readonly fn: RunnableFunction; readonly payload: string }[] = [];
  const retired: string[] = [];
  const answers: InvokeResult[] = [];
  const runner: FunctionRunner = {
    inspect: inspectZip,
    invoke: async (fn, payload) => {
      runs.push({ fn, payload: Buffer.from(payload).toString("utf8") });
      return answers.shift() ?? { kind: "returned", payload: Buffer.from('"ok"'), log: "log" };
    },
    retire: async (arn) => {
      retired.push(arn);
    },
  };
  return { runner, runs, retired, answers };
}

export const lambdaRole = "arn:aws:iam::000000000000:role/lambda";

/** Lambda behind a gateway, with hand-written neighbours. */
export async function serveLambda(clock: Clock, changes: Partial<LambdaDeps> = {}) {
  const model = createModelRunner();
  const objects = new Map<string, Uint8Array>();
  const mappingTags = new Map<string, Record<string, string>>();
  let endpoint = "";
  const lambda: Lambda = await createLambda({
    storage: await openStorage(undefined),
    clock,
    execution: model.runner,
    objects: {
      read: async (bucket, key, version) => {
        const found = objects.get([bucket, key, version].join("/"));
        if (found === undefined) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
        return found;
      },
    },
    roles: { isAssumableByLambda: (arn) => arn === lambdaRole },
    endpoint: () => endpoint,
    durations: { pendingMs: 1000, updatingMs: 500 },
    ...changes,
  });
  const mappings = {
    routes: [],
    tagsOf: (arn: string) => mappingTags.get(arn) ?? {},
    tag: async (arn: string, tags: Readonly<Record<string, string>>) => {
      mappingTags.set(arn, { ...mappingTags.get(arn), ...tags });
    },
    untag: async (arn: string, keys: readonly string[]) => {
      const kept = Object.entries(mappingTags.get(arn) ?? {}).filter(([key]) => !keys.includes(key));
      mappingTags.set(arn, Object.fromEntries(kept));
    },
  };
  const server = await serveGateway([lambdaService(lambda, mappings)]);
  endpoint = server.endpoint;
  const client = new LambdaClient(clientConfig(endpoint));
  return {
    ...model,
    lambda,
    objects,
    client,
    endpoint,
    internalErrors: server.internalErrors,
    stop: async () => {
      client.destroy();
      await server.listener.stop();
      await lambda.stop();
    },
  };
}
