import { PutRolePolicyCommand, UntagRoleCommand } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import type { FieldCase, Spec } from "./field-cases.ts";
import { roleArnOf } from "./field-surroundings.ts";
import { reconfigure, vpcShows, vpcs } from "./function-field-cases.ts";
import { retain } from "./log-field-cases.ts";

const boundary = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const shown = (name: string) => ({
  PermissionsBoundary: { PermissionsBoundaryArn: boundary(name) },
});

/** A field of an Environment's defaults. */
function byDefault(
  name: string,
  values: readonly [unknown, unknown],
  rest: Omit<FieldCase, "manifest" | "specs" | "covers">,
): FieldCase {
  const specs = [{ defaults: { [name]: values[0] } }, { defaults: { [name]: values[1] } }] as const;
  return { manifest: "Environment", covers: [`defaults.${name}`], specs, ...rest };
}

const tagsOf = (kind: string): FieldCase => {
  const member = kind === "LogGroup" ? "tags" : "Tags";
  return byDefault("tags", [{ team: "x" }, { team: "y" }], {
    field: `${kind}.tags`,
    shows: [{ [member]: { team: "x" } }, { [member]: { team: "y" } }],
  });
};

const environmentCases: readonly FieldCase[] = [
  {
    manifest: "Environment",
    covers: ["permissionsBoundary"],
    field: "Role.permissionsBoundary",
    specs: [
      { permissionsBoundary: boundary("AdministratorAccess") },
      { permissionsBoundary: boundary("ReadOnlyAccess") },
    ],
    shows: [shown("AdministratorAccess"), shown("ReadOnlyAccess")],
  },
  byDefault("role", [roleArnOf("first"), roleArnOf("then")], {
    field: "Function.role",
    others: { Function: { role: undefined } },
    shows: [{ Role: roleArnOf("first") }, { Role: roleArnOf("then") }],
  }),
  byDefault("runtime", ["nodejs22.x", "nodejs20.x"], {
    field: "Function.runtime",
    others: { Function: { runtime: undefined } },
    shows: [{ Runtime: "nodejs22.x" }, { Runtime: "nodejs20.x" }],
    isRequired: true,
  }),
  byDefault("timeoutSeconds", [20, 30], {
    field: "Function.timeoutSeconds",
    shows: [{ Timeout: 20 }, { Timeout: 30 }],
  }),
  byDefault("memoryMb", [256, 1024], {
    field: "Function.memoryMb",
    shows: [{ MemorySize: 256 }, { MemorySize: 1024 }],
  }),
  {
    ...byDefault("vpc", vpcs, { field: "Function.vpc", shows: vpcShows }),
    covers: ["defaults.vpc.subnetIds", "defaults.vpc.securityGroupIds"],
  },
  {
    ...byDefault("logging", [{ format: "Text" }, { format: "JSON" }], {
      field: "Function.logFormat",
      shows: [{ LoggingConfig: { LogFormat: "Text" } }, { LoggingConfig: { LogFormat: "JSON" } }],
      meddle: reconfigure({ LoggingConfig: { LogFormat: "Text" } }),
    }),
    covers: ["defaults.logging.format"],
  },
  ...["Role", "LogGroup", "Stream", "Function", "Subscription"].map(tagsOf),
];

const tracked = (tracker: Spec): Spec => ({ flow: ["Words"], tracker });

const workflowCases: readonly FieldCase[] = [
  {
    manifest: "Workflow",
    covers: ["tracker.retentionDays"],
    field: "LogGroup.retentionDays",
    target: "default/LogGroup/track:flow",
    without: tracked({}),
    specs: [tracked({ retentionDays: 3 }), tracked({ retentionDays: 30 })],
    shows: [{ retentionInDays: 3 }, { retentionInDays: 30 }],
    meddle: retain(1, "/xFlow/track/flow"),
    // Seven days again, not for ever.
    calls: { reset: ["logs:PutRetentionPolicy"] },
  },
  {
    manifest: "Workflow",
    covers: ["tracker.role"],
    field: "Function.role",
    target: "default/Function/tracker_flow",
    without: tracked({}),
    specs: [tracked({ role: roleArnOf("first") }), tracked({ role: roleArnOf("then") })],
    shows: [{ Role: roleArnOf("first") }, { Role: roleArnOf("then") }],
    meddle: reconfigure({ Role: roleArnOf("other") }, "tracker_flow"),
  },
];

const mayPublish = (...events: readonly string[]) => {
  const Resource = expect.arrayContaining(events.map((event) => expect.stringMatching(`stream/${event}$`)));
  return {
    inline: { xflow: { Statement: expect.arrayContaining([expect.objectContaining({ Resource })]) } },
  };
};

/** The rights of a generated role: its one policy stays, and says less. */
const publishing: FieldCase = {
  manifest: "Function",
  covers: ["publishes"],
  field: "Role.inlinePolicies",
  target: "default/Role/counter",
  without: { role: undefined },
  specs: [{ publishes: ["Others"] }, { publishes: ["Others", "More"] }],
  shows: [mayPublish("Others"), mayPublish("Others", "More")],
  meddle: ({ iam }) => {
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "*", Resource: "*" },
    });
    return iam.send(new PutRolePolicyCommand({ RoleName: "counter", PolicyName: "more", PolicyDocument }));
  },
  calls: { correct: ["iam:DeleteRolePolicy"], reset: ["iam:PutRolePolicy"] },
};

/** Tags of a function are on what comes with it, too. */
const comingAlong: readonly FieldCase[] = [
  {
    manifest: "Function",
    covers: ["tags"],
    field: "LogGroup.tags",
    specs: [{ tags: { team: "x" } }, { tags: { team: "y" } }],
    shows: [{ tags: { team: "x" } }, { tags: { team: "y" } }],
  },
  {
    manifest: "Function",
    covers: ["tags"],
    field: "Role.tags",
    target: "default/Role/counter",
    without: { role: undefined },
    specs: [{ tags: { team: "x" } }, { tags: { team: "y" } }],
    shows: [{ Tags: { team: "x" } }, { Tags: { team: "y" } }],
    meddle: ({ iam }) => iam.send(new UntagRoleCommand({ RoleName: "counter", TagKeys: ["team"] })),
  },
];

function seeded(
  path: string,
  specs: readonly [Spec, Spec],
  rest: Omit<FieldCase, "manifest" | "specs" | "covers">,
): FieldCase {
  return { manifest: "seed flow file", covers: [path], specs, ...rest };
}
const oneLambda = (first: Spec, then: Spec) => [{ lambdas: first }, { lambdas: then }] as const;
const networks = (index: 0 | 1): Spec => ({
  aws: { subnet_ids: vpcs[index].subnetIds, security_group_ids: vpcs[index].securityGroupIds },
});

const seedCases: readonly FieldCase[] = [
  seeded(
    "general.lambda_timeout_time",
    [{ general: { lambda_timeout_time: 20 } }, { general: { lambda_timeout_time: 30 } }],
    { field: "Function.timeoutSeconds", shows: [{ Timeout: 20 }, { Timeout: 30 }] },
  ),
  {
    ...seeded("aws.subnet_ids", [networks(0), networks(1)], { field: "Function.vpc", shows: vpcShows }),
    covers: ["aws.subnet_ids", "aws.security_group_ids"],
  },
  seeded(
    "aws.lambda_execution_role_name",
    [{ aws: { lambda_execution_role_name: "a" } }, { aws: { lambda_execution_role_name: "b" } }],
    {
      field: "Function.role",
      shows: [{ Role: expect.stringMatching(/role\/.*a$/) }, { Role: expect.stringMatching(/role\/.*b$/) }],
      isRequired: true,
    },
  ),
  seeded("lambdas.description", oneLambda({ description: "first" }, { description: "then" }), {
    field: "Function.description",
    shows: [{ Description: "first" }, { Description: "then" }],
  }),
  seeded("lambdas.source", oneLambda({ source: "counter.js" }, { source: "other/counter.js" }), {
    field: "Function.source",
    shows: [{}, {}],
    isRequired: true,
  }),
  seeded("lambdas.handler", oneLambda({ handler: "handler" }, { handler: "other" }), {
    field: "Function.handler",
    shows: [{ Handler: "counter.handler" }, { Handler: "counter.other" }],
    isRequired: true,
  }),
  seeded("lambdas.runtime", oneLambda({ runtime: "nodejs22.x" }, { runtime: "nodejs20.x" }), {
    field: "Function.runtime",
    shows: [{ Runtime: "nodejs22.x" }, { Runtime: "nodejs20.x" }],
    isRequired: true,
  }),
];

export const inheritedCases: readonly FieldCase[] = [
  ...environmentCases,
  ...workflowCases,
  publishing,
  ...comingAlong,
  ...seedCases,
];
