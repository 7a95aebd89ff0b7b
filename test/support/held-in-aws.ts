import type { Resource } from "../../src/api/resource.ts";
import type { JsonObject } from "../../src/local/service.ts";
import type { PlayedAws } from "./direct-aws.ts";
import { codeSha256Of } from "./played-controller.ts";

type Ask = PlayedAws["ask"];

/** What AWS holds otherwise than declared, told; empty: nothing. Asked of the services themselves, not of our kinds. */
export async function differencesInAws(ask: Ask, wanted: Resource): Promise<readonly string[]> {
  const seen = await seenOf(ask, wanted);
  if (seen === undefined) return [`${wanted.key} is not there`];
  return Object.entries(declaredOf(wanted))
    .filter(([field, value]) => JSON.stringify(seen[field]) !== JSON.stringify(value))
    .map(
      ([field, value]) =>
        `${wanted.key} ${field}: ${JSON.stringify(seen[field])}, not ${JSON.stringify(value)}`,
    );
}

/** Whether something of that name is there, whoever made it. */
export async function isInAws(ask: Ask, resource: Resource): Promise<boolean> {
  return (await seenOf(ask, resource)) !== undefined;
}

function declaredOf(resource: Resource): JsonObject {
  switch (resource.kind) {
    case "Role":
      return { managed: resource.spec.managedPolicyArns, inline: Object.keys(resource.spec.inlinePolicies) };
    case "LogGroup":
      return { retention: resource.spec.retentionDays };
    case "Stream": {
      const { capacity, retentionHours } = resource.spec;
      return { shards: "shards" in capacity ? capacity.shards : undefined, retentionHours };
    }
    case "Function": {
      const { memoryMb, environment, code, role, reservedConcurrency } = resource.spec;
      const name = role.kind === "resource" ? role.key.split("/").at(-1) : role.arn;
      return { memoryMb, environment, code: codeSha256Of(code), role: name, reservedConcurrency };
    }
    case "Subscription":
      return { batchSize: resource.spec.batchSize, count: 1 };
  }
}

async function seenOf(ask: Ask, resource: Resource): Promise<JsonObject | undefined> {
  try {
    return await lookAt(ask, resource);
  } catch (error) {
    if (/NotFound|NoSuchEntity/.test((error as Error).name)) return undefined;
    throw error;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of AWS as they come
type Answer = any;

async function lookAt(ask: Ask, resource: Resource): Promise<JsonObject | undefined> {
  const name = resource.awsName;
  switch (resource.kind) {
    case "Role": {
      await ask("iam", "GetRole", { RoleName: name });
      const attached: Answer = await ask("iam", "ListAttachedRolePolicies", { RoleName: name });
      const inline: Answer = await ask("iam", "ListRolePolicies", { RoleName: name });
      const arns = attached.AttachedPolicies.map(({ PolicyArn }: Answer) => PolicyArn);
      return { managed: arns.toSorted(), inline: inline.PolicyNames };
    }
    case "LogGroup": {
      const { logGroups }: Answer = await ask("logs", "DescribeLogGroups", { logGroupNamePrefix: name });
      const group = logGroups.find(({ logGroupName }: Answer) => logGroupName === name);
      return group && { retention: group.retentionInDays };
    }
    case "Stream": {
      const answer: Answer = await ask("kinesis", "DescribeStreamSummary", { StreamName: name });
      const { OpenShardCount: shards, RetentionPeriodHours, StreamStatus } = answer.StreamDescriptionSummary;
      if (StreamStatus === "DELETING") return undefined;
      return { shards, retentionHours: RetentionPeriodHours };
    }
    case "Function":
      return lookAtFunction(ask, name);
    case "Subscription":
      return lookAtMapping(ask, resource.name);
  }
}

async function lookAtFunction(ask: Ask, FunctionName: string): Promise<JsonObject> {
  const { Configuration: found, Concurrency }: Answer = await ask("lambda", "GetFunction", { FunctionName });
  return {
    memoryMb: found.MemorySize,
    environment: found.Environment?.Variables,
    code: found.CodeSha256,
    role: found.Role.split("/").at(-1),
    reservedConcurrency: Concurrency?.ReservedConcurrentExecutions,
  };
}

/** @param label `<stream>:<function>` */
async function lookAtMapping(ask: Ask, label: string): Promise<JsonObject | undefined> {
  const answer: Answer = await ask("lambda", "ListEventSourceMappings", {});
  const found = answer.EventSourceMappings.filter(({ EventSourceArn, FunctionArn, State }: Answer) => {
    const ends = [EventSourceArn.split("/").at(-1), FunctionArn.split(":").at(-1)];
    return State !== "Deleting" && ends.join(":") === label;
  });
  return found.length === 0 ? undefined : { batchSize: found[0].BatchSize, count: found.length };
}
