import { z } from "zod";
import {
  functionName,
  layerArn,
  logDestinationArn,
  retentionDays,
  roleArn,
  roleName,
  streamName,
  tags,
  vpc,
} from "./aws-value.ts";
import { manifestOf } from "./envelope.ts";
import { runtimes } from "./runtimes.ts";

/** A Role manifest's name, or the ARN of a role made elsewhere. */
export const roleReference = z
  .union([roleName, roleArn], "must be the name of a Role or the ARN of a role")
  .describe("The name of a Role manifest, or the ARN of a role made elsewhere.");

/** Names Lambda sets itself and refuses from us, and the one xflow sets. */
export const reservedVariables: readonly string[] = [
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
  "XFLOW_STREAM_PREFIX",
];

const variableName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]+$/, "must be a letter, then letters, digits or _")
  .refine((name) => !reservedVariables.includes(name), "is set by Lambda or xflow itself");

const environment = z
  .record(variableName, z.string())
  .superRefine((variables, context) => {
    // Lambda measures them as JSON.
    const size = utf8Length(JSON.stringify(variables));
    if (size <= 4096) return;
    context.addIssue({
      code: "custom",
      message: `has ${size} bytes, above the maximum of 4096`,
      params: { code: "OutOfRange" },
    });
  })
  .describe("Environment variables, 4 KB in all. Not for secrets: whoever sees the function can read them.");

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

export const filterPattern = z
  .string()
  .max(1024)
  .describe('CloudWatch Logs filter pattern; "" forwards everything.');

/** Where log events go, as a manifest says it. */
interface Routing {
  readonly destinationArn?: string | undefined;
  readonly destinationRoleArn?: string | undefined;
  readonly filterPattern?: string | undefined;
}

/** Log routing: a destination that is a stream needs a role to write with, a function must not have one. */
export function destinationProblem(routing: Routing): string | undefined {
  const { destinationArn: arn, destinationRoleArn: roleArn } = routing;
  if (arn === undefined) {
    const alone = (["destinationRoleArn", "filterPattern"] as const).find(
      (name) => routing[name] !== undefined,
    );
    return alone === undefined ? undefined : `has ${alone} without destinationArn`;
  }
  const service = arn.split(":")[2];
  const needsRole = service === "kinesis" || service === "firehose";
  if (needsRole && roleArn === undefined) return `routes to ${service}, which needs destinationRoleArn`;
  return !needsRole && roleArn !== undefined
    ? `routes to ${service}, which takes no destinationRoleArn`
    : undefined;
}

export const logging = z
  .strictObject({
    retentionDays: retentionDays.optional().describe("Days until log events expire; absent: never."),
    format: z.enum(["Text", "JSON"]).optional().describe("How Lambda writes log events. Default Text."),
    destinationArn: logDestinationArn.optional().describe("Where log events are forwarded to."),
    destinationRoleArn: roleArn.optional().describe("For Kinesis and Firehose destinations."),
    filterPattern: filterPattern.optional(),
  })
  .superRefine((value, context) => {
    const message = destinationProblem(value);
    if (message !== undefined)
      context.addIssue({ code: "custom", message, params: { code: "InvalidCombination" } });
  })
  .describe("The function's log group.");

const currentRuntimes = Object.entries(runtimes)
  .filter(([, runtime]) => runtime.createBlocked === undefined)
  .map(([name]) => name);

export const functionSpec = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(2048)
    .describe("A file, a directory or a .zip beside this manifest, or s3://bucket/key[?versionId=…]."),
  handler: z
    .string()
    .regex(/^\S{1,128}$/, "must be 1 to 128 characters without spaces")
    .describe("<file>.<export>"),
  runtime: z.string().min(1).optional().meta({
    description: "A Lambda runtime. Default: the Environment's.",
    examples: currentRuntimes,
  }),
  description: z.string().max(256).optional(),
  timeoutSeconds: z.int().min(1).max(900).optional().describe("1 to 900. Default 10."),
  memoryMb: z.int().min(128).max(10_240).optional().describe("128 to 10240. Default 128."),
  ephemeralStorageMb: z.int().min(512).max(10_240).optional().describe("/tmp, 512 to 10240. Default 512."),
  architecture: z.enum(["x86_64", "arm64"]).optional().describe("Default x86_64."),
  environment: environment.optional(),
  layers: z.array(layerArn).max(5).optional().describe("Layer version ARNs, at most 5; the order matters."),
  vpc: vpc.optional(),
  role: roleReference.optional(),
  reservedConcurrency: z
    .int()
    .min(0)
    .optional()
    .describe("An operator's brake: managed only if declared. 0 stops the function."),
  tracing: z.enum(["Active", "PassThrough"]).optional().describe("X-Ray. Default PassThrough."),
  logging: logging.optional(),
  publishes: z
    .array(streamName)
    .optional()
    .describe("Events the function publishes: its generated role allows these, and checks know about them."),
  tags: tags.optional(),
});

/** A Lambda function and its log group. */
export const functionManifest = manifestOf("Function", functionName, functionSpec).describe(
  "A Lambda function and its log group; without `role` also a least-privilege role of its own.",
);

export type FunctionManifest = z.infer<typeof functionManifest>;
export type LoggingManifest = z.infer<typeof logging>;
