import { setTimeout as delay } from "node:timers/promises";
import { DeleteLogGroupCommand, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteTableCommand, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { DeleteStreamCommand, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import {
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  paginateListEventSourceMappings,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";

/**
 * Removes everything that carries the prefix, in rounds, until nothing is found twice in a row: what is busy is tried
 * again, and a function's last words may bring its log group back.
 * @param names prefix, instance and table of one run
 * @param options everyMs between rounds; patienceMs with nothing gone after which it gives up
 * @returns what is left then: its kind and name, why, and the command that removes it
 */
export async function sweep(clients, names, { everyMs, patienceMs }) {
  const reasons = new Map();
  let fewest = Number.POSITIVE_INFINITY;
  let progressAt = Date.now();
  for (let emptyLooks = 0; emptyLooks < 2; await delay(everyMs)) {
    const left = await findLeft(clients, names);
    emptyLooks = left.length === 0 ? emptyLooks + 1 : 0;
    if (left.length < fewest) progressAt = Date.now();
    fewest = Math.min(fewest, left.length);
    for (const { name, remove } of left) {
      await remove().catch((error) => reasons.set(name, `${error.name}: ${error.message}`));
    }
    if (left.length > 0 && Date.now() - progressAt > patienceMs) {
      return left.map(({ kind, name, command }) => ({ kind, name, command, reason: reasons.get(name) }));
    }
  }
  return [];
}

/** Mappings before functions, functions before their groups. What cannot be looked for does not keep the rest. */
async function findLeft(clients, names) {
  const found = [];
  for (const [kind, find] of Object.entries(finders)) {
    found.push(...(await find(clients, names).catch((error) => [unknown(kind, names, error)])));
  }
  return found;
}

const unknown = (kind, { prefix }, error) => ({
  kind,
  name: `any ${kind}, which could not be looked for`,
  command: `look for ${prefix}`,
  remove: () => Promise.reject(error),
});

async function mappings({ lambda }, { prefix }) {
  const found = [];
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, {})) {
    for (const { UUID, EventSourceArn = "" } of EventSourceMappings) {
      if (!EventSourceArn.includes(`:stream/${prefix}`)) continue;
      found.push({
        kind: "event source mapping",
        name: UUID,
        command: `aws lambda delete-event-source-mapping --uuid ${UUID}`,
        remove: () => lambda.send(new DeleteEventSourceMappingCommand({ UUID })),
      });
    }
  }
  return found;
}

async function functions({ lambda }, { prefix }) {
  const found = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName } of Functions.filter((each) => each.FunctionName.startsWith(prefix))) {
      found.push({
        kind: "function",
        name: FunctionName,
        command: `aws lambda delete-function --function-name ${FunctionName}`,
        remove: () => lambda.send(new DeleteFunctionCommand({ FunctionName })),
      });
    }
  }
  return found;
}

async function streams({ kinesis }, { prefix }) {
  const found = [];
  for (let page = { HasMoreStreams: true, StreamNames: [] }; page.HasMoreStreams; ) {
    page = await kinesis.send(new ListStreamsCommand({ ExclusiveStartStreamName: page.StreamNames.at(-1) }));
    for (const StreamName of page.StreamNames.filter((name) => name.startsWith(prefix))) {
      found.push({
        kind: "stream",
        name: StreamName,
        command: `aws kinesis delete-stream --stream-name ${StreamName}`,
        remove: () => kinesis.send(new DeleteStreamCommand({ StreamName })),
      });
    }
  }
  return found;
}

async function logGroups({ logs }, { prefix }) {
  const found = [];
  for (const logGroupNamePrefix of [`/aws/lambda/${prefix}`, `/xFlow/track/${prefix}`]) {
    for await (const page of paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix })) {
      for (const { logGroupName } of page.logGroups ?? []) {
        found.push({
          kind: "log group",
          name: logGroupName,
          command: `aws logs delete-log-group --log-group-name ${logGroupName}`,
          remove: () => logs.send(new DeleteLogGroupCommand({ logGroupName })),
        });
      }
    }
  }
  return found;
}

async function roles({ iam }, { instance }) {
  const found = [];
  for await (const { Roles = [] } of paginateListRoles(
    { client: iam },
    { PathPrefix: `/xflow/${instance}/` },
  )) {
    for (const { RoleName } of Roles) {
      found.push({
        kind: "role",
        name: RoleName,
        command: `aws iam delete-role --role-name ${RoleName} (after delete-role-policy for each of list-role-policies)`,
        remove: () => removeRole(iam, RoleName),
      });
    }
  }
  return found;
}

async function removeRole(iam, RoleName) {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  await iam.send(new DeleteRoleCommand({ RoleName }));
}

async function table({ dynamodb }, { table: TableName }) {
  try {
    await dynamodb.send(new DescribeTableCommand({ TableName }));
  } catch (error) {
    if (error.name === "ResourceNotFoundException") return [];
    throw error;
  }
  const command = `aws dynamodb delete-table --table-name ${TableName}`;
  const remove = () => dynamodb.send(new DeleteTableCommand({ TableName }));
  return [{ kind: "table", name: TableName, command, remove }];
}

const finders = {
  "event source mapping": mappings,
  function: functions,
  stream: streams,
  "log group": logGroups,
  role: roles,
  table,
};
