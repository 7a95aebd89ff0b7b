import {
  type Architecture,
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type FunctionCode,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import type { CodeSource, FunctionResource } from "../../api/resource.ts";
import { functionArn } from "../../aws/arn.ts";
import type { SendOptions } from "../../aws/call.ts";
import type { Memo } from "../../core/kind.ts";
import type { KindPorts } from "../ports.ts";
import type { FunctionFields } from "./desired.ts";
import type { FunctionReading } from "./observe.ts";
import type { FunctionAction } from "./plan.ts";
import { toNewSettings, toSettings } from "./settings.ts";

type Answer = { readonly RevisionId?: string | undefined; readonly CodeSha256?: string | undefined };
/** The operation, and how it is sent. */
type Request = readonly [string, (options: SendOptions) => Promise<Answer>];
type Of<Kind extends FunctionAction["kind"]> = Extract<FunctionAction, { kind: Kind }>;

export interface FunctionWriting extends FunctionReading {
  readonly ports: Pick<KindPorts, "artifacts">;
}

/**
 * @returns the revision the write returned, which moves on when its asynchronous part is over; after a deployment
 * also what Lambda measured of the package
 * @throws CallError; what building the package throws
 */
export async function applyFunction(
  { access, depths, ports }: FunctionWriting,
  action: FunctionAction,
  resource: FunctionResource,
  signal: AbortSignal,
): Promise<Memo | undefined> {
  const { clients, call, target, ownerTags, clock } = access;
  const arn = functionArn(target, resource.awsName);
  const lambda = await clients.lambda();
  const [operation, send] =
    action.kind === "create" || action.kind === "deploy"
      ? await toCodeRequest(lambda, action, resource, ports)
      : toRequest(lambda, action, resource.awsName, arn);

  depths.wrote(arn);
  const answer = await call(`lambda:${operation}`, send, signal);
  if (action.kind === "create") ownerTags.forget(arn);
  if (action.kind === "create") ownerTags.wrote(arn, action.fields.tags);
  if (action.kind === "tag") ownerTags.wrote(arn, action.tags);
  if (action.kind === "untag") ownerTags.tookOff(arn, action.keys);
  if (answer.RevisionId === undefined) return undefined;
  const isDeployed = action.kind === "create" || action.kind === "deploy";
  return {
    revisionId: answer.RevisionId,
    atMs: String(clock.now()),
    ...(isDeployed && answer.CodeSha256 !== undefined && { codeSha256: answer.CodeSha256 }),
  };
}

async function toCodeRequest(
  lambda: LambdaClient,
  action: Of<"create" | "deploy">,
  { awsName: FunctionName, spec }: FunctionResource,
  ports: Pick<KindPorts, "artifacts">,
): Promise<Request> {
  const code = await toCode(spec.code, ports);
  if (action.kind === "create") {
    const command = new CreateFunctionCommand(toCreateInput(FunctionName, action.fields, code));
    return ["CreateFunction", (options) => lambda.send(command, options)];
  }
  const { architecture, revisionId: RevisionId } = action;
  const Architectures = [architecture as Architecture];
  const command = new UpdateFunctionCodeCommand({ FunctionName, ...code, Architectures, RevisionId });
  return ["UpdateFunctionCode", (options) => lambda.send(command, options)];
}

async function toCode(code: CodeSource, ports: Pick<KindPorts, "artifacts">): Promise<FunctionCode> {
  const isReference = code.kind === "s3" && code.key.endsWith(".zip");
  if (!isReference) return { ZipFile: await ports.artifacts.build(code) };
  return { S3Bucket: code.bucket, S3Key: code.key, S3ObjectVersion: code.versionId };
}

/** Whose it is goes into the call itself: killed right after it, the next run still knows. */
function toCreateInput(FunctionName: string, fields: FunctionFields, Code: FunctionCode) {
  return {
    ...(toNewSettings(fields) as UpdateFunctionConfigurationCommandInput),
    FunctionName,
    PackageType: "Zip" as const,
    Code,
    Role: fields.role,
    Architectures: [fields.architecture as Architecture],
    Tags: fields.tags,
  };
}

function toRequest(
  lambda: LambdaClient,
  action: Exclude<FunctionAction, Of<"create" | "deploy">>,
  FunctionName: string,
  arn: string,
): Request {
  switch (action.kind) {
    case "configure": {
      const settings = toSettings(action.fields, action.only) as UpdateFunctionConfigurationCommandInput;
      const input = { ...settings, FunctionName, RevisionId: action.revisionId };
      const command = new UpdateFunctionConfigurationCommand(input);
      return ["UpdateFunctionConfiguration", (options) => lambda.send(command, options)];
    }
    case "reserve": {
      const input = { FunctionName, ReservedConcurrentExecutions: action.concurrency };
      const command = new PutFunctionConcurrencyCommand(input);
      return ["PutFunctionConcurrency", (options) => lambda.send(command, options).then(noRevision)];
    }
    case "unreserve": {
      const command = new DeleteFunctionConcurrencyCommand({ FunctionName });
      return ["DeleteFunctionConcurrency", (options) => lambda.send(command, options).then(noRevision)];
    }
    case "untag": {
      const command = new UntagResourceCommand({ Resource: arn, TagKeys: [...action.keys] });
      return ["UntagResource", (options) => lambda.send(command, options).then(noRevision)];
    }
    case "tag": {
      const command = new TagResourceCommand({ Resource: arn, Tags: action.tags });
      return ["TagResource", (options) => lambda.send(command, options).then(noRevision)];
    }
  }
}

function noRevision(): Answer {
  return {};
}
