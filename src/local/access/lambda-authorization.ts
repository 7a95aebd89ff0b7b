import { isObject } from "../members.ts";
import type { AccessContext } from "./access-request.ts";
import {
  type Authorization,
  anywhere,
  type CallToAuthorize,
  hasTags,
  type Need,
  type Needs,
  passRole,
  tagContext,
  tagKeyContext,
  textOf,
} from "./authorization.ts";

/**
 * Rule: Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda"; what a creation
 * with tags or a package in S3 needs besides, from the developer guide.
 */
export const lambdaAuthorization: Authorization = {
  AddPermission: onFunction("lambda:AddPermission", ({ input }) => ({
    "lambda:Principal": textOf(input, "Principal"),
  })),
  CreateEventSourceMapping: (call) => [
    {
      action: "lambda:CreateEventSourceMapping",
      resource: "*",
      context: { "lambda:FunctionArn": functionArn(call), ...tagContext(call.input["Tags"]) },
    },
    ...tagging(call, mappingArn(call, "*")),
  ],
  CreateFunction: (call) => [
    {
      action: "lambda:CreateFunction",
      resource: functionArn(call),
      context: { ...settingsContext(call), ...tagContext(call.input["Tags"]) },
    },
    ...tagging(call, functionArn(call)),
    ...passRole(call.input["Role"], LAMBDA),
    ...packageNeeds(call.input["Code"]),
  ],
  DeleteEventSourceMapping: onMapping("lambda:DeleteEventSourceMapping"),
  DeleteFunction: onFunction("lambda:DeleteFunction"),
  DeleteFunctionConcurrency: onFunction("lambda:DeleteFunctionConcurrency"),
  GetAccountSettings: anywhere("lambda:GetAccountSettings"),
  GetEventSourceMapping: onMapping("lambda:GetEventSourceMapping"),
  GetFunction: onFunction("lambda:GetFunction"),
  GetFunctionConcurrency: onFunction("lambda:GetFunctionConcurrency"),
  GetFunctionConfiguration: onFunction("lambda:GetFunctionConfiguration"),
  GetPolicy: onFunction("lambda:GetPolicy"),
  Invoke: onFunction("lambda:InvokeFunction"),
  ListEventSourceMappings: anywhere("lambda:ListEventSourceMappings"),
  ListFunctions: anywhere("lambda:ListFunctions"),
  ListTags: onTagged("lambda:ListTags", () => ({})),
  PutFunctionConcurrency: onFunction("lambda:PutFunctionConcurrency"),
  RemovePermission: onFunction("lambda:RemovePermission"),
  TagResource: onTagged("lambda:TagResource", ({ input }) => tagContext(input["Tags"])),
  UntagResource: onTagged("lambda:UntagResource", ({ input }) => tagKeyContext(input["tagKeys"])),
  UpdateEventSourceMapping: onMapping("lambda:UpdateEventSourceMapping"),
  UpdateFunctionCode: (call) => [
    { action: "lambda:UpdateFunctionCode", resource: functionArn(call) },
    ...packageNeeds(call.input),
  ],
  UpdateFunctionConfiguration: (call) => [
    {
      action: "lambda:UpdateFunctionConfiguration",
      resource: functionArn(call),
      context: settingsContext(call),
    },
    ...passRole(call.input["Role"], LAMBDA),
  ],
};

const LAMBDA = "lambda.amazonaws.com";

/** Which tags a function's owner sees in GetFunction depends on this one. */
export const listTagsOf = (call: CallToAuthorize): Need => ({
  action: "lambda:ListTags",
  resource: unqualified(functionArn(call)),
});

function onFunction(action: string, contextOf?: (call: CallToAuthorize) => AccessContext): Needs {
  return (call) => [{ action, resource: functionArn(call), context: contextOf?.(call) ?? {} }];
}

function onMapping(action: string): Needs {
  return (call) => {
    const resource = mappingArn(call, textOf(call.input, "UUID") ?? "");
    return [{ action, resource, context: { "lambda:FunctionArn": call.world.functionOfMapping(resource) } }];
  };
}

function onTagged(action: string, contextOf: (call: CallToAuthorize) => AccessContext): Needs {
  return (call) => [{ action, resource: textOf(call.input, "Resource") ?? "", context: contextOf(call) }];
}

function tagging({ input }: CallToAuthorize, resource: string): readonly Need[] {
  const { Tags: tags } = input;
  return hasTags(tags) ? [{ action: "lambda:TagResource", resource, context: tagContext(tags) }] : [];
}

/** Lambda reads the object with the caller's permissions. */
function packageNeeds(code: unknown): readonly Need[] {
  if (!isObject(code)) return [];
  const [bucket, key] = [textOf(code, "S3Bucket"), textOf(code, "S3Key")];
  if (bucket === undefined || key === undefined) return [];
  const action = code["S3ObjectVersion"] === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  const refusal =
    "Your access has been denied by S3, please make sure your request credentials have permission to GetObject " +
    `for ${bucket}/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`;
  return [{ action, resource: `arn:aws:s3:::${bucket}/${key}`, refusal }];
}

function settingsContext({ input }: CallToAuthorize): AccessContext {
  const vpc = isObject(input["VpcConfig"]) ? input["VpcConfig"] : {};
  const listed = (value: unknown) => {
    return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
  };
  return {
    "lambda:Layer": listed(input["Layers"]),
    "lambda:SubnetIds": listed(vpc["SubnetIds"]),
    "lambda:SecurityGroupIds": listed(vpc["SecurityGroupIds"]),
  };
}

/** Of a name, a part of an ARN or a whole one; with the qualifier, if there is one. */
function functionArn({ input, region, accountId }: CallToAuthorize): string {
  const given = textOf(input, "FunctionName") ?? "";
  const qualifier = textOf(input, "Qualifier");
  const name = given.replace(/^(?:\d{12}:)?(?:function:)?/, "");
  const arn = given.startsWith("arn:") ? given : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${unqualified(arn)}:${qualifier}`;
}

const unqualified = (arn: string) => arn.replace(/(:function:[^:]+):.*$/, "$1");

function mappingArn({ region, accountId }: CallToAuthorize, uuid: string): string {
  return `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
}
