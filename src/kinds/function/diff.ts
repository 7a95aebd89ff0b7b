import { type InAws, type KindField, writing } from "../../core/field-in-aws.ts";
import { tagField } from "../../core/tag-diff.ts";
import { lambdaDefaults } from "./defaults.ts";

const create = "lambda:CreateFunction";
export const updateConfiguration = "lambda:UpdateFunctionConfiguration";
export const updateCode = "lambda:UpdateFunctionCode";

type Sent = Pick<InAws, "byDefault" | "echo"> & {
  /** What unsets it: to leave a member out would be to leave it as it is. */
  readonly reset?: string;
};

/** A member by the same name in both calls. */
function setting(member: string, { reset, ...sent }: Sent = {}): InAws {
  const change = writing(updateConfiguration, member);
  return {
    create: writing(create, member),
    update: [change],
    ...(reset !== undefined && { reset: { ...change, value: reset } }),
    seen: "list",
    ...sent,
  };
}

/** With a default that the call spells out. */
function defaulted(member: string, byDefault: string | number, reset = "the manifest's default"): InAws {
  return setting(member, { byDefault, reset });
}

/** Written by UpdateFunctionConfiguration. */
export const configurationFields = [
  { path: "handler", aws: setting("Handler") },
  { path: "runtime", aws: setting("Runtime") },
  { path: "description", aws: defaulted("Description", lambdaDefaults.description, '""') },
  { path: "timeoutSeconds", aws: defaulted("Timeout", lambdaDefaults.timeoutSeconds) },
  { path: "memoryMb", aws: defaulted("MemorySize", lambdaDefaults.memoryMb) },
  { path: "ephemeralStorageMb", aws: defaulted("EphemeralStorage.Size", lambdaDefaults.ephemeralStorageMb) },
  {
    path: "environment",
    map: "exact",
    sensitive: true,
    aws: setting("Environment.Variables", { reset: "{}", echo: "absent, or empty, is none" }),
  },
  {
    path: "layers",
    aws: setting("Layers", { reset: "[]", echo: "their ARNs, in order; absent is none" }),
  },
  {
    path: "vpc",
    aws: setting("VpcConfig", {
      reset: "SubnetIds [], SecurityGroupIds []",
      echo: "as sets; empty lists are no VPC; VpcId and the IPv6 flag are AWS's",
    }),
  },
  {
    path: "role",
    aws: setting("Role", { reset: "the generated role's ARN, or the Environment's role" }),
  },
  { path: "tracing", aws: defaulted("TracingConfig.Mode", lambdaDefaults.tracing) },
  {
    path: "logFormat",
    aws: setting("LoggingConfig.LogFormat", {
      byDefault: lambdaDefaults.logFormat,
      reset: "Text",
      echo: "JSON brings log levels, which are AWS's",
    }),
  },
  {
    path: "logGroup",
    aws: setting("LoggingConfig.LogGroup", { byDefault: "/aws/lambda/<function>" }),
  },
] as const satisfies readonly KindField[];

/** Written by UpdateFunctionCode: the architecture changes only together with the code. */
export const codeFields = [
  {
    path: "source",
    onlyIfDeclared: true,
    aws: {
      create: writing(create, "Code"),
      update: [writing(updateCode, "ZipFile, or S3Bucket, S3Key and S3ObjectVersion")],
      seen: "list",
      echo: "CodeSha256 of the package",
    },
  },
  {
    path: "architecture",
    aws: {
      create: writing(create, "Architectures"),
      update: [writing(updateCode, "Architectures")],
      reset: { ...writing(updateCode, "Architectures"), value: "[x86_64], with the code" },
      byDefault: lambdaDefaults.architecture,
      seen: "list",
    },
  },
] as const satisfies readonly KindField[];

export const functionFields: readonly KindField[] = [
  ...configurationFields,
  ...codeFields,
  {
    path: "reservedConcurrency",
    optional: { isBrake: true },
    aws: {
      create: writing("lambda:PutFunctionConcurrency", "ReservedConcurrentExecutions"),
      update: [writing("lambda:PutFunctionConcurrency", "ReservedConcurrentExecutions")],
      reset: { ...writing("lambda:DeleteFunctionConcurrency", "FunctionName"), value: "deleted" },
      seen: "deep",
      echo: "absent is none, which is not 0",
    },
  },
  {
    ...tagField,
    aws: {
      create: writing(create, "Tags"),
      update: [writing("lambda:TagResource", "Tags")],
      reset: { ...writing("lambda:UntagResource", "TagKeys"), value: "taken off" },
      seen: "list",
      echo: "of declared tags only; by the tagging index, and GetFunction",
    },
  },
];
