import { z } from "zod";
import {
  functionName,
  region,
  roleName,
  securityGroupId,
  streamName,
  subnetId,
  workflowId,
} from "./aws-value.ts";
import { runtimes } from "./runtimes.ts";

const currentRuntimes = Object.entries(runtimes)
  .filter(([, runtime]) => runtime.createBlocked === undefined)
  .map(([name]) => name);

const lambda = z.strictObject({
  name: functionName,
  description: z.string().max(256).nullish(),
  source: z.string().min(1).max(2048).describe("A file, a directory, a .zip, or s3://bucket/key.zip"),
  handler: z
    .string()
    .regex(/^[A-Za-z0-9_]+$/, "must be a bare function name; the handler becomes <name>.<handler>")
    .describe("The exported function; the code must be in <name>.*"),
  runtime: z.string().min(1).meta({ description: "A Lambda runtime.", examples: currentRuntimes }),
});

const subscription = z.strictObject({
  event: streamName.describe("Becomes a Kinesis stream of one shard."),
  subscribers: z
    .array(functionName)
    .nullable()
    .describe("Names of lambdas; null for an event nobody consumes."),
});

const workflow = z.strictObject({
  id: workflowId,
  flow: z.array(streamName).min(1).describe("Events in order."),
});

/** The original xFlow's file: frozen, richer settings need manifests. */
export const seedFlow = z
  .strictObject({
    general: z
      .looseObject({
        lambda_timeout_time: z.int().min(1).max(900).nullish().describe("Seconds. Default 10."),
      })
      .nullish(),
    aws: z
      .strictObject({
        region: region.nullish(),
        lambda_execution_role_name: roleName.nullish().describe("Default lambda-execute."),
        subnet_ids: z.array(subnetId).max(16).nullish(),
        security_group_ids: z.array(securityGroupId).max(5).nullish(),
      })
      .nullish(),
    lambdas: z.array(lambda).nullish(),
    subscriptions: z.array(subscription).nullish(),
    workflows: z.array(workflow).nullish(),
  })
  .describe("A seed flow file: lambdas, the events they subscribe to, and workflows to track.");

export type SeedFlow = z.infer<typeof seedFlow>;

/** Environment variables of the original that win over the file. */
export interface SeedOverrides {
  /** `REGION` */
  readonly region?: string;
  /** `LAMBDA_EXECUTION_ROLE_NAME` */
  readonly roleName?: string;
  /** `LAMBDA_TIMEOUT_TIME`, seconds */
  readonly timeoutSeconds?: number;
}
