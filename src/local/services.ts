import { join } from "node:path";
import type { AccessDecision } from "./access/access-decision.ts";
import type { Gate } from "./access/gate.ts";
import { startAccess } from "./access/start-access.ts";
import type { Clock } from "./clock.ts";
import type { Durations } from "./durations.ts";
import { createDynamodb } from "./dynamodb/dynamodb.ts";
import { createExecution } from "./execution/execution.ts";
import { createFailureDestination } from "./failure-destination.ts";
import { createIam } from "./iam/create-iam.ts";
import { createKinesis } from "./kinesis/create-kinesis.ts";
import { CODE_STORAGE_BYTES } from "./lambda/code-input.ts";
import { createLambda, lambdaService } from "./lambda/create-lambda.ts";
import { createLogs } from "./logs/create-logs.ts";
import type { ServiceInvoker } from "./logs/ports.ts";
import { createMappings } from "./mapping/mappings.ts";
import { createStreamAccess } from "./mapping/stream-access.ts";
import { createS3 } from "./s3/create-s3.ts";
import type { RestJsonService, Service, TagSource } from "./service.ts";
import { createSqs } from "./sqs/create-sqs.ts";
import type { Storage } from "./storage.ts";
import { createFunctionCredentials } from "./sts/function-credentials.ts";
import { createSts } from "./sts/sts.ts";
import { createTagIndex } from "./tagging/tag-index.ts";
import { createTagging } from "./tagging/tagging.ts";

export interface ServicesContext {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
  /** Undefined keeps everything in memory. */
  readonly folder: string | undefined;
  /** Where the services are reached, as functions are told it. */
  readonly endpoint: string;
  readonly durations: Durations;
  /** Holds streams and shards to their limits; the rate of calls is the gateway's business. */
  readonly enforceQuotas: boolean;
  /** Holds roles to their policies; default false. */
  readonly enforceIam?: boolean;
  /** Hears of every permission asked for, when they are enforced. */
  readonly onDecision?: (decision: AccessDecision) => void;
  /** How many clock milliseconds pass in a real one, for what cannot run on the clock. */
  readonly timeScale: number;
}

/** Everything behind the gateway. */
export interface Services {
  readonly list: readonly Service[];
  /** Who may pass to them. */
  readonly gate: Gate;
  /** Ends deliveries of logs, then invocations, then the functions' processes, then the rest. */
  stop(): Promise<void>;
}

/** Starts every service and connects them: the one place that knows them all. */
export async function startServices(context: ServicesContext): Promise<Services> {
  const stores = await startStores(context);
  const lambda = await startLambda(context, stores);
  const { access, iam, s3, sqs, logs, kinesis, dynamodb } = stores;
  logs.forwardTo({ streams: kinesis.writer, functions: lambda.invoker, roles: iam.roles });
  const sts = createSts({ ...context, sessions: access.sessions, roles: iam.roles });
  const { clock, durations } = context;
  const sources = [kinesis.tags, logs.tags, sqs.tags, dynamodb.tags, ...lambda.tags];
  const index = createTagIndex({ clock, sources, delayMs: durations.taggingDelayMs });
  const tagging = createTagging({ clock, index });
  const others = [tagging, sts, iam, s3, sqs, kinesis, logs, dynamodb];
  return {
    list: [lambda.service, ...others.map(({ service }) => service)].map(index.watch),
    gate: access.gate(
      { functionOfMapping: lambda.functionOfMapping, partitionKeyOf: dynamodb.partitionKeyOf },
      sources,
    ),
    stop: async () => {
      // Before the functions it sends to.
      await logs.stop();
      await lambda.stop();
      for (const other of others) await other.stop();
    },
  };
}

type Stores = Awaited<ReturnType<typeof startStores>>;

/** The services that need no other. */
async function startStores(context: ServicesContext) {
  const { storage, clock, accountId, folder, endpoint, durations, timeScale } = context;
  const iam = await createIam({
    storage,
    clock,
    accountId,
    durations: {
      propagationMs: durations.rolePropagationMs,
      policyPropagationMs: durations.policyPropagationMs,
    },
    enforceLimits: context.enforceQuotas,
  });
  const access = await startAccess({
    storage,
    clock,
    accountId,
    enforced: context.enforceIam ?? false,
    onDecision: context.onDecision ?? (() => undefined),
    grants: iam.lateGrants,
    roles: iam.facts,
  });
  return {
    iam,
    access,
    s3: await createS3({ storage, clock }),
    sqs: await createSqs({ storage, clock, accountId, endpoint: () => endpoint }),
    logs: await createLogs({ storage, clock, accountId, permissions: access.permissions }),
    kinesis: await createKinesis({
      storage,
      clock,
      accountId,
      durations: {
        creatingMs: durations.streamCreatingMs,
        updatingMs: durations.streamUpdatingMs,
        deletingMs: durations.streamDeletingMs,
      },
      enforceLimits: context.enforceQuotas,
    }),
    dynamodb: await createDynamodb(storage, {
      folder,
      accountId,
      tableMs: durations.tableMs / timeScale,
    }),
  };
}

interface RunningLambda {
  readonly service: RestJsonService;
  readonly tags: readonly TagSource[];
  readonly invoker: ServiceInvoker;
  functionOfMapping(mappingArn: string): string | undefined;
  stop(): Promise<void>;
}

/** Lambda: functions, what runs them, and event source mappings. */
async function startLambda(
  { storage, clock, accountId, folder, endpoint, durations, enforceQuotas }: ServicesContext,
  { access, iam, s3, sqs, logs, kinesis }: Stores,
): Promise<RunningLambda> {
  // Code is unpacked into the system's temporary folder: below the data folder, functions would find the
  // project's own node_modules, which they will not find on AWS.
  const { permissions, sessions } = access;
  const credentials = createFunctionCredentials({ sessions, accountId, roleIdOf: iam.facts.idOf });
  const execution = createExecution({ clock, logs: logs.sink, credentials, endpoint: () => endpoint });
  const lambda = await createLambda({
    storage,
    clock,
    execution,
    objects: s3.objects,
    roles: iam.roles,
    endpoint: () => endpoint,
    durations: { pendingMs: durations.functionPendingMs, updatingMs: durations.functionUpdatingMs },
    ...(enforceQuotas ? { codeStorageBytes: CODE_STORAGE_BYTES } : {}),
    ...(folder === undefined ? {} : { folder: join(folder, "packages") }),
  });
  const mappings = await createMappings({
    storage,
    clock,
    streams: kinesis.streams,
    functions: lambda.functions,
    destinations: createFailureDestination({ clock, buckets: s3.writer, queues: sqs.sender }),
    access: createStreamAccess({ roles: iam.roles, grants: iam.grants, permissions }),
    durations: { transitionMs: durations.mappingTransitionMs },
  });
  return {
    service: lambdaService(lambda, mappings),
    tags: [lambda.tags, mappings.tags],
    invoker: lambda.invoker,
    functionOfMapping: mappings.functionOf,
    stop: async () => {
      await mappings.stop();
      await execution.stop();
      await lambda.stop();
    },
  };
}
