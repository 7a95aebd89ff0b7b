import { type Authorization, nothingNeeded, textOf } from "./authorization.ts";

/**
 * Everybody may ask who they are. Who may assume a role is also for its trust policy to say.
 * Rule: Service Authorization Reference, "… for AWS Security Token Service".
 */
export const stsAuthorization: Authorization = {
  AssumeRole: ({ input }) => [
    {
      action: "sts:AssumeRole",
      resource: textOf(input, "RoleArn") ?? "",
      context: {
        "sts:ExternalId": textOf(input, "ExternalId"),
        "sts:RoleSessionName": textOf(input, "RoleSessionName"),
      },
    },
  ],
  GetCallerIdentity: nothingNeeded,
};
