import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../src/local/aws-error.ts";
import { inspectZip } from "../../src/local/execution/zip.ts";
import {
  createLambda,
  type Lambda,
  type LambdaDeps,
  lambdaService,
} from "../../src/local/lambda/create-lambda.ts";
import type { FunctionRunner, InvokeResult, RunnableFunction } from "../../src/local/lambda/ports.ts";
import { openStorage } from "../../src/local/storage.ts";
import { toZip } from "./function-runs.ts";
import { clientConfig, serveGateway } from "./gateway-server.ts";
import type { ManualClock } from "./manual-clock.ts";

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

const PENDING_MS = 1000;
const UPDATING_MS = 500;

/** The code of functions that are given none. */
export const functionZip = toZip({ "index.js": "exports.handler = async () => 1" });

/** Of a function named `f`. */
export function functionInput(changes: Partial<CreateFunctionCommandInput> = {}): CreateFunctionCommandInput {
  return {
    FunctionName: "f",
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: lambdaRole,
    Code: { ZipFile: functionZip },
    ...changes,
  };
}

export type ServedLambda = Awaited<ReturnType<typeof serveLambda>>;

/** Lambda behind a gateway, with hand-written neighbours. */
export async function serveLambda(clock: ManualClock, changes: Partial<LambdaDeps> = {}) {
  const model = createModelRunner();
  const objects = new Map<string, Uint8Array>();
  const mappingTags = new Map<string, Record<string, string>>();
  let endpoint = "";
  const lambda: Lambda = await createLambda({
    storage: await openStorage(undefined),
    clock,
    execution: model.runner,
    objects: {
      read: async ({ bucket, key, versionId }) => {
        const found = objects.get([bucket, key, versionId].join("/"));
        if (found === undefined) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
        return found;
      },
    },
    roles: { isAssumableByLambda: (arn) => arn === lambdaRole },
    endpoint: () => endpoint,
    durations: { pendingMs: PENDING_MS, updatingMs: UPDATING_MS },
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
  const create = (input: Partial<CreateFunctionCommandInput> = {}) =>
    client.send(new CreateFunctionCommand(functionInput(input)));
  return {
    ...model,
    lambda,
    objects,
    client,
    endpoint,
    internalErrors: server.internalErrors,
    create,
    /** Creates a function and lets it become Active. */
    createActive: async (input: Partial<CreateFunctionCommandInput> = {}) => {
      await create(input);
      clock.advance(PENDING_MS);
    },
    get: (name = "f") => client.send(new GetFunctionCommand({ FunctionName: name })),
    stop: async () => {
      client.destroy();
      await server.listener.stop();
      await lambda.stop();
    },
  };
}
