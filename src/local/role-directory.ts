import { AwsError } from "./aws-error.ts";
import type { Call, JsonObject, QueryService } from "./service.ts";
import type { RoleDirectory } from "./sts/ports.ts";

/** Answers STS's question about roles by calling IAM, as any client would. */
export function createRoleDirectory(iam: QueryService): RoleDirectory {
  return {
    roleIdOf: async (arn, call) => {
      const role = await getRole(iam, call, arn.slice(arn.lastIndexOf("/") + 1));
      return role?.["Arn"] === arn ? String(role["RoleId"]) : undefined;
    },
  };
}

async function getRole(iam: QueryService, call: Call, name: string): Promise<JsonObject | undefined> {
  try {
    const output = await iam.operations["GetRole"]?.({
      ...call,
      operation: "GetRole",
      input: { RoleName: name },
    });
    return output?.["Role"] as JsonObject | undefined;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
