import { describe, expect, it } from "vitest";
import { grantedPolicies, grantedRights } from "../../../src/app/granted-policies.ts";
import { actionsOf, callsOf, type Right } from "../../../src/core/rights.ts";
import { type RightsPlace, RightsPlaceError } from "../../../src/core/rights-place.ts";
import { rightsOfKinds } from "../../../src/kinds/rights.ts";
import { testPlace } from "../../support/rights-place.ts";
import { sentCommands } from "../../support/sent-commands.ts";

/** Actions on what flows, rather than on how it flows. */
const dataPlane =
  /^(kinesis:(Put|Get|SubscribeToShard)|lambda:Invoke|logs:(PutLog|GetLog|FilterLog|CreateLogStream)|s3:|sqs:|sns:|dynamodb:|kms:(Decrypt|Encrypt|Generate))/;

/** Actions for which AWS has no resource level. Source: Service Authorization Reference, empty resource types. */
const withoutResources = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
  "ec2:UnassignPrivateIpAddresses",
  "iam:GetAccountAuthorizationDetails",
  "kinesis:ListStreams",
  "kinesis:UpdateShardCount",
  "kinesis:UpdateStreamMode",
  "lambda:CreateEventSourceMapping",
  "lambda:ListEventSourceMappings",
  "lambda:ListFunctions",
  "logs:DescribeLogGroups",
  "tag:GetResources",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

const place = {
  ...testPlace,
  streamKeys: ["arn:aws:kms:us-east-1:000000000000:key/k"],
  targetRoles: ["arn:aws:iam::444455556666:role/target"],
  failureBuckets: ["failures"],
};
const policies = grantedPolicies(place);
const statements = [...policies].flatMap(([name, { Statement }]) =>
  Statement.map((statement) => ({ name, ...statement })),
);
const own = grantedRights.filter(({ name }) => name !== "boundary").flatMap(({ rights }) => rights);

describe("the policies xflow needs", () => {
  it("grant no data-plane action on all resources", () => {
    const wide = statements.filter(({ Action, Resource }) => {
      const isWild = [Resource]
        .flat()
        .some((arn) => arn === "*" || arn.split(":").slice(5).join(":") === "*");
      return isWild && Action.some((action) => dataPlane.test(action));
    });

    expect(wide).toEqual([]);
  });

  it("grant on everything only what AWS knows no resources of", () => {
    const onAll = statements.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);

    expect([...new Set(onAll)].sort()).toEqual(withoutResources);
  });

  it("name actions one by one", () => {
    const patterns = statements.flatMap(({ Action }) => Action).filter((action) => /[*?]/.test(action));

    expect(patterns).toEqual([]);
  });

  it("grant what is declared, but for what no policy may contain", () => {
    const ungranted = own.filter((right) => right.ungranted !== undefined);

    expect(actionsOf(ungranted)).toEqual(["iam:DeleteRolePermissionsBoundary", "sts:GetCallerIdentity"]);
    for (const { name, rights } of grantedRights) {
      const granted = policies.get(name)?.Statement.flatMap(({ Action }) => Action) ?? [];
      const declared = actionsOf(rights.filter((right) => right.ungranted === undefined));
      expect([...new Set(granted)].sort()).toEqual(declared);
    }
  });

  it("leave out what is not in use", () => {
    const bare = { ...testPlace, codeBuckets: [] };

    const granted = [...grantedPolicies(bare).values()].flatMap(({ Statement }) =>
      Statement.flatMap(({ Action }) => Action),
    );

    expect(granted.filter((action) => /^(s3|sts|kms:(Generate|Decrypt))/.test(action))).toEqual([]);
  });

  it("let operators change nothing but requests", () => {
    const operator = policies.get("operator")?.Statement ?? [];
    const writing = operator.filter(({ Action }) =>
      Action.some((action) => !/:(Get|List|Describe|Query)/.test(action)),
    );

    expect(writing).toEqual([
      {
        Sid: "StateTableRequestPartition",
        Effect: "Allow",
        Action: ["dynamodb:DeleteItem", "dynamodb:PutItem"],
        Resource: "arn:aws:dynamodb:eu-west-1:000000000000:table/xflow",
        Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["test#requests"] } },
      },
    ]);
  });

  it("let roles be written within the boundary only, and never without it", () => {
    const roles = policies.get("controller-roles")?.Statement ?? [];
    const writing = roles.filter(({ Action }) =>
      Action.some((action) => /^iam:(Create|Put|Attach)/.test(action)),
    );

    expect(writing.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::000000000000:policy/xflow-test-boundary" },
      },
    ]);
  });

  it.each<[Partial<RightsPlace>, string]>([
    [{ namePrefix: "" }, "an empty prefix means everything"],
    [{ namePrefix: "*" }, "a pattern is no name"],
    [{ accountId: "1" }, "no account has such an id"],
    [{ region: "everywhere" }, "no region is called so"],
    [{ instance: "a/b" }, "it would be another path"],
    [{ codeBuckets: ["*"] }, "a pattern is no bucket"],
    [{ codeBuckets: ["s3://code"] }, "IAM knows buckets by their names"],
    [{ passedRoles: ["arn:aws:iam::000000000000:role/*"] }, "any role could be passed"],
    [{ targetRoles: ["xflow-target"] }, "IAM takes ARNs only"],
    [{ streamKeys: ["arn:aws:kms:eu-west-1:000000000000:alias/k"] }, "rights on an alias are not on its key"],
    [{ layers: ["arn:aws:lambda:eu-west-1:000000000000:layer:name"] }, "functions use versions of layers"],
  ])("are not made for %j: %s", (wrong) => {
    expect(() => grantedPolicies({ ...testPlace, ...wrong })).toThrow(RightsPlaceError);
  });

  it("name the value that they are not made for, and what it should be", () => {
    expect(() => grantedPolicies({ ...testPlace, accountId: "1" })).toThrow(
      `accountId: "1" is not an account's 12 digits`,
    );
  });
});

describe("rights and calls", () => {
  const isFunctions = (file: string) => file.startsWith("tracking/tracker/");
  const isEmulators = (file: string) => file.startsWith("local/");

  it("are the same: nothing is sent without a right, and no right is for what nobody sends", () => {
    const sent = sentCommands((file) => !isFunctions(file) && !isEmulators(file));

    expect(sent.length).toBeGreaterThan(60);
    expect(callsOf(own)).toEqual(sent);
  });

  it("name, where AWS checks more than the call, calls that are sent", () => {
    const sent: readonly string[] = sentCommands((file) => !isEmulators(file));
    const unsent = own.flatMap(({ within = [] }) => within).filter((call) => !sent.includes(call));

    expect(unsent).toEqual([]);
  });

  it("are declared beside the kind that sends them", () => {
    const folders = { Function: "function", LogGroup: "log-group", Role: "role", Stream: "stream" } as const;
    for (const [kind, folder] of Object.entries({ ...folders, Subscription: "subscription" })) {
      const { read, write } = rightsOfKinds[kind as keyof typeof rightsOfKinds];
      const declared = callsOf([...read, ...write]);
      expect(declared).toEqual(
        expect.arrayContaining([...sentCommands((file) => file.startsWith(`kinds/${folder}/`))]),
      );
    }
  });

  it("let a tracker do what it does", () => {
    const boundary: readonly Right[] = grantedRights.find(({ name }) => name === "boundary")?.rights ?? [];

    expect(actionsOf(boundary)).toEqual(expect.arrayContaining([...sentCommands(isFunctions)]));
  });
});
