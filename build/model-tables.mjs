// Constraint tables from AWS's published API models, as botocore carries them. Same models in, same bytes out.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** The operations of the embedded AWS, by the service's name in signatures, and where botocore has its model. */
export const modelledServices = {
  dynamodb: {
    model: "dynamodb/2012-08-10",
    operations: [
      "BatchGetItem",
      "BatchWriteItem",
      "CreateTable",
      "DeleteItem",
      "DeleteTable",
      "DescribeTable",
      "DescribeTimeToLive",
      "GetItem",
      "ListTables",
      "ListTagsOfResource",
      "PutItem",
      "Query",
      "Scan",
      "TagResource",
      "UntagResource",
      "UpdateItem",
      "UpdateTable",
      "UpdateTimeToLive",
    ],
  },
  iam: {
    model: "iam/2010-05-08",
    operations: [
      "AttachRolePolicy",
      "CreatePolicy",
      "CreateRole",
      "DeletePolicy",
      "DeleteRole",
      "DeleteRolePermissionsBoundary",
      "DeleteRolePolicy",
      "DetachRolePolicy",
      "GetAccountAuthorizationDetails",
      "GetPolicy",
      "GetPolicyVersion",
      "GetRole",
      "GetRolePolicy",
      "ListAttachedRolePolicies",
      "ListInstanceProfilesForRole",
      "ListRolePolicies",
      "ListRoleTags",
      "ListRoles",
      "PutRolePermissionsBoundary",
      "PutRolePolicy",
      "TagRole",
      "UntagRole",
      "UpdateAssumeRolePolicy",
      "UpdateRole",
    ],
  },
  kinesis: {
    model: "kinesis/2013-12-02",
    operations: [
      "AddTagsToStream",
      "CreateStream",
      "DecreaseStreamRetentionPeriod",
      "DeleteStream",
      "DescribeLimits",
      "DescribeStream",
      "DescribeStreamSummary",
      "DisableEnhancedMonitoring",
      "EnableEnhancedMonitoring",
      "GetRecords",
      "GetShardIterator",
      "IncreaseStreamRetentionPeriod",
      "ListShards",
      "ListStreams",
      "ListTagsForResource",
      "ListTagsForStream",
      "MergeShards",
      "PutRecord",
      "PutRecords",
      "RemoveTagsFromStream",
      "SplitShard",
      "StartStreamEncryption",
      "StopStreamEncryption",
      "TagResource",
      "UntagResource",
      "UpdateMaxRecordSize",
      "UpdateShardCount",
      "UpdateStreamMode",
    ],
  },
  lambda: {
    model: "lambda/2015-03-31",
    operations: [
      "AddPermission",
      "CreateEventSourceMapping",
      "CreateFunction",
      "DeleteEventSourceMapping",
      "DeleteFunction",
      "DeleteFunctionConcurrency",
      "GetAccountSettings",
      "GetEventSourceMapping",
      "GetFunction",
      "GetFunctionConcurrency",
      "GetFunctionConfiguration",
      "GetPolicy",
      "Invoke",
      "ListEventSourceMappings",
      "ListFunctions",
      "ListTags",
      "PutFunctionConcurrency",
      "RemovePermission",
      "TagResource",
      "UntagResource",
      "UpdateEventSourceMapping",
      "UpdateFunctionCode",
      "UpdateFunctionConfiguration",
    ],
  },
  logs: {
    model: "logs/2014-03-28",
    operations: [
      "AssociateKmsKey",
      "CreateLogGroup",
      "CreateLogStream",
      "DeleteLogGroup",
      "DeleteLogStream",
      "DeleteRetentionPolicy",
      "DeleteSubscriptionFilter",
      "DescribeLogGroups",
      "DescribeLogStreams",
      "DescribeSubscriptionFilters",
      "DisassociateKmsKey",
      "FilterLogEvents",
      "GetLogEvents",
      "ListLogGroups",
      "ListTagsForResource",
      "PutLogEvents",
      "PutLogGroupDeletionProtection",
      "PutRetentionPolicy",
      "PutSubscriptionFilter",
      "TagResource",
      "UntagResource",
    ],
  },
  s3: {
    model: "s3/2006-03-01",
    operations: [
      "CreateBucket",
      "DeleteBucket",
      "DeleteObject",
      "DeleteObjects",
      "GetBucketLocation",
      "GetBucketVersioning",
      "GetObject",
      "HeadBucket",
      "HeadObject",
      "ListBuckets",
      "ListObjectsV2",
      "PutBucketVersioning",
      "PutObject",
    ],
  },
  sts: { model: "sts/2011-06-15", operations: ["AssumeRole", "GetCallerIdentity"] },
  tagging: { model: "resourcegroupstaggingapi/2017-01-26", operations: ["GetResources"] },
};

/** Where a virtual environment of Python keeps botocore. @throws when it has none */
export function botocoreFolder(venv) {
  const python = readdirSync(join(venv, "lib")).find((name) => name.startsWith("python3"));
  if (python === undefined) throw new Error(`${venv} holds no Python; make python`);
  return join(venv, "lib", python, "site-packages/botocore");
}

/** The table of one service as JSON, a shape a line. @param botocore folder of the package */
export function modelTable(service, botocore) {
  const { model: path, operations } = modelledServices[service];
  const model = JSON.parse(gunzipSync(readFileSync(join(botocore, "data", path, "service-2.json.gz"))));
  const inputs = operations.map((name) => [name, inputOf(model, name)]);
  const head = {
    service,
    model: path,
    botocore: versionOf(botocore),
    operations: Object.fromEntries(inputs),
  };
  const shapes = reachable(
    model,
    inputs.map(([, input]) => input).filter((input) => input !== null),
  );
  const lines = shapes.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(compact(model, name))}`);
  const members = Object.entries(head).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${members.join(",\n")},\n"shapes": {\n${lines.join(",\n")}\n}\n}\n`;
}

function versionOf(botocore) {
  return readFileSync(join(botocore, "__init__.py"), "utf8").match(/^__version__ = '([\d.]+)'$/m)[1];
}

/** The name of the operation's input shape; null when it takes none. */
function inputOf(model, operation) {
  const found = model.operations[operation];
  if (found === undefined) throw new Error(`${model.metadata.serviceId} has no operation ${operation}`);
  return found.input?.shape ?? null;
}

/** Names of all shapes below these which are more than a bare type, sorted. */
function reachable(model, roots) {
  const names = new Set();
  const open = [...roots];
  while (open.length > 0) {
    const name = open.pop();
    if (names.has(name) || bareType(model.shapes[name]) !== undefined) continue;
    names.add(name);
    open.push(...childrenOf(model.shapes[name]));
  }
  return [...names].sort();
}

function childrenOf(shape) {
  const inner = [shape.member, shape.key, shape.value].filter((child) => child !== undefined);
  return [...inner, ...Object.values(shape.members ?? {})].map((child) => child.shape);
}

const constraints = ["min", "max", "pattern", "enum", "sensitive"];
const containers = ["structure", "list", "map"];

/** A scalar that any value of its type satisfies is told by its type alone. */
function bareType(shape) {
  const isBare = !containers.includes(shape.type) && constraints.every((name) => shape[name] === undefined);
  return isBare ? shape.type : undefined;
}

function compact(model, name) {
  const shape = model.shapes[name];
  const ref = ({ shape: target }) => bareType(model.shapes[target]) ?? target;
  const { type } = shape;
  const rules = Object.fromEntries(
    constraints.filter((rule) => shape[rule] !== undefined).map((rule) => [rule, shape[rule]]),
  );
  if (type === "list") return { type, ...rules, of: ref(shape.member) };
  if (type === "map") return { type, ...rules, key: ref(shape.key), value: ref(shape.value) };
  if (type !== "structure") return { type, ...rules };
  return {
    type,
    ...rules,
    ...(shape.payload !== undefined && { payload: shape.payload }),
    ...(shape.required?.length > 0 && { required: shape.required }),
    members: Object.fromEntries(
      Object.entries(shape.members).map(([member, child]) => [member, memberOf(child, member, ref(child))]),
    ),
  };
}

/** The shape's name; with `in` where it is no part of the body, and `as` where the wire has another name for it. */
function memberOf(child, name, shape) {
  const { location, locationName } = child;
  const renamed = locationName !== undefined && locationName !== name;
  if (location === undefined && !renamed) return shape;
  return { shape, ...(location !== undefined && { in: location }), ...(renamed && { as: locationName }) };
}
