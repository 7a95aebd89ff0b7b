import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  type Shard,
  SplitShardCommand,
  UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetEventSourceMappingCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { vi } from "vitest";
import type { JsonObject } from "../../src/local/service.ts";
import { RECORDING_CODE } from "./recording-function.ts";

/** How often conditions are looked at, and for how long at most: then the test fails. */
export const PATIENCE = { interval: 25, timeout: 20_000 };

export interface StageOptions {
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  /** Of stream and function. */
  readonly name: string;
  readonly role: string;
  readonly shardCount: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Members of CreateEventSourceMapping, apart from source and function. */
  readonly mapping: JsonObject;
}

/** A stream, a recording function and a mapping between them, over the AWS API. */
export interface MappingStage {
  /** @param hashKey instead of the partition key's own */
  put(partitionKey: string, data: string, hashKey?: string): Promise<Placed>;
  /** By hash key. */
  openShards(): Promise<readonly Shard[]>;
  /** Halves an open shard, or opens one more when there is none of that number. */
  split(number: number): Promise<void>;
  /** Joins an open shard with its right neighbour, or closes one when there is none of that number. */
  merge(number: number): Promise<void>;
  /** @returns whether it was accepted: a change is refused while another is under way */
  update(input: JsonObject): Promise<boolean>;
  /** Waits for the state in which the mapping stays. */
  settled(): Promise<string>;
  throttle(isThrottled: boolean): Promise<void>;
  strike(): Promise<void>;
}

export interface Placed {
  readonly sequenceNumber: string;
  readonly shardId: string;
}

export async function buildStage(options: StageOptions): Promise<MappingStage> {
  const { kinesis, lambda, name } = options;
  await createStream(options);
  await createFunction(options);
  const { UUID } = await lambda.send(
    new CreateEventSourceMappingCommand({
      ...options.mapping,
      FunctionName: name,
      EventSourceArn: `arn:aws:kinesis:${await kinesis.config.region()}:000000000000:stream/${name}`,
      StartingPosition: "TRIM_HORIZON",
    }),
  );
  const state = async () => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State ?? "";
  return {
    ...resharding(options),
    put: async (partitionKey, data, hashKey) => {
      const { SequenceNumber = "", ShardId = "" } = await kinesis.send(
        new PutRecordCommand({
          StreamName: name,
          PartitionKey: partitionKey,
          Data: Buffer.from(data),
          ExplicitHashKey: hashKey,
        }),
      );
      return { sequenceNumber: SequenceNumber, shardId: ShardId };
    },
    update: async (input) => {
      try {
        await lambda.send(new UpdateEventSourceMappingCommand({ ...input, UUID }));
        return true;
      } catch (error) {
        if (error instanceof ResourceInUseException) return false;
        throw error;
      }
    },
    settled: () =>
      vi.waitUntil(async () => /^(Enabled|Disabled)$/.exec(await state())?.[0] ?? false, PATIENCE),
    throttle: async (isThrottled) => {
      const FunctionName = name;
      if (!isThrottled) await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      else {
        const ReservedConcurrentExecutions = 0;
        await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
      }
    },
    strike: async () => {
      await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
      await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
      await kinesis.send(new DeleteStreamCommand({ StreamName: name }));
    },
  };
}

async function createStream({ kinesis, name, shardCount }: StageOptions): Promise<void> {
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: shardCount }));
  await activeStream(kinesis, name);
}

async function createFunction({ lambda, name, role, environment }: StageOptions): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: RECORDING_CODE },
      Environment: { Variables: environment },
      Timeout: 1,
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, minDelay: 0.025, maxDelay: 0.1, maxWaitTime: 20 },
    { FunctionName: name },
  );
}

async function activeStream(kinesis: KinesisClient, StreamName: string): Promise<void> {
  await vi.waitUntil(async () => {
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    return StreamDescriptionSummary?.StreamStatus === "ACTIVE";
  }, PATIENCE);
}

function resharding({ kinesis, name: StreamName }: StageOptions) {
  const openShards = async (): Promise<readonly Shard[]> => {
    await activeStream(kinesis, StreamName);
    const { Shards = [] } = await kinesis.send(
      new ListShardsCommand({ StreamName, ShardFilter: { Type: "AT_LATEST" } }),
    );
    return Shards.sort((left, right) => (startOf(left) < startOf(right) ? -1 : 1));
  };
  const scale = (TargetShardCount: number) =>
    kinesis.send(
      new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }),
    );
  return {
    openShards,
    split: async (number: number) => {
      const open = await openShards();
      const shard = open[number];
      if (shard === undefined) await scale(open.length + 1);
      else {
        const NewStartingHashKey = String((startOf(shard) + endOf(shard)) / 2n);
        const ShardToSplit = shard.ShardId;
        await kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey }));
      }
    },
    merge: async (number: number) => {
      const open = await openShards();
      const [left, right] = open.slice(number, number + 2);
      if (left === undefined && open.length > 1) await scale(open.length - 1);
      else if (left !== undefined && right !== undefined) {
        const [ShardToMerge, AdjacentShardToMerge] = [left.ShardId, right.ShardId];
        await kinesis.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));
      }
    },
  };
}

function startOf({ HashKeyRange }: Shard): bigint {
  return BigInt(HashKeyRange?.StartingHashKey ?? 0);
}

function endOf({ HashKeyRange }: Shard): bigint {
  return BigInt(HashKeyRange?.EndingHashKey ?? 0);
}
