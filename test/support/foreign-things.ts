import type { JsonObject } from "../../src/local/service.ts";
import { zip } from "../../src/source/zip.ts";
import type { PlayedAws } from "./direct-aws.ts";
import type { History } from "./flow-histories.ts";
import { lambdaTrust } from "./made-resources.ts";

/** Something in the account that nobody declared, or that somebody else made first. */
export interface ForeignThing {
  /** `Stream/Words`, as its key in AWS would be. */
  readonly name: string;
  readonly isTagged: boolean;
  /** All there is to see of it. */
  look(): Promise<string>;
}

const owner = { "xflow.dev/instance": "others", "xflow.dev/resource": "default/Stream/x" };
const theirPackage = Buffer.from(zip([{ name: "a.js", executable: false, bytes: Buffer.from("//") }]));

/** Puts there what the history begins with. @param settle lets AWS be done with what was made */
export async function makeForeign(
  aws: PlayedAws,
  history: History,
  settle: () => Promise<void>,
): Promise<readonly ForeignThing[]> {
  if (history.foreign.length === 0) return [];
  const made = new Map<string, ForeignThing>();
  await makeRole(aws, "their-role", false);
  await settle();
  for (const { what, isTagged, collides } of history.foreign) {
    for (const making of makers[what](aws, isTagged, collides)) {
      const thing = await making();
      await settle();
      if (!made.has(thing.name)) made.set(thing.name, thing);
    }
  }
  return [...made.values()];
}

type Maker = (
  aws: PlayedAws,
  isTagged: boolean,
  collides: boolean,
) => readonly (() => Promise<ForeignThing>)[];

const makers: Readonly<Record<History["foreign"][number]["what"], Maker>> = {
  stream: (aws, isTagged, collides) => [() => makeStream(aws, collides ? "Words" : "Theirs", isTagged)],
  function: (aws, isTagged, collides) => [() => makeFunction(aws, collides ? "filter" : "theirs", isTagged)],
  role: (aws, isTagged, collides) => [() => makeRole(aws, collides ? "bob" : "their-own", isTagged)],
  group: (aws, isTagged, collides) => [
    () => makeGroup(aws, collides ? "/apps/audit" : "/apps/theirs", isTagged),
  ],
  mapping: (aws, isTagged, collides) => {
    const [stream, lambda] = collides ? ["Words", "filter"] : ["Theirs", "theirs"];
    return [
      () => makeStream(aws, stream, isTagged),
      () => makeFunction(aws, lambda, isTagged),
      () => makeMapping(aws, stream, lambda, isTagged),
    ];
  },
};

/** Two things of the history may need the same stream or function. */
async function once(making: Promise<unknown>): Promise<void> {
  await making.catch((error: unknown) => {
    if (!/InUse|Conflict|AlreadyExists/.test(String((error as Error).name))) throw error;
  });
}

async function makeStream(aws: PlayedAws, name: string, isTagged: boolean): Promise<ForeignThing> {
  const StreamName = name;
  const Tags = isTagged ? owner : undefined;
  await once(aws.ask("kinesis", "CreateStream", { StreamName, ShardCount: 1, Tags }));
  return thing(aws, `Stream/${name}`, isTagged, [
    ["kinesis", "DescribeStreamSummary", { StreamName }],
    ["kinesis", "ListTagsForStream", { StreamName }],
  ]);
}

async function makeFunction(aws: PlayedAws, name: string, isTagged: boolean): Promise<ForeignThing> {
  const input = {
    FunctionName: name,
    Runtime: "nodejs22.x",
    Handler: "a.handler",
    Role: "arn:aws:iam::000000000000:role/their-role",
    Code: { ZipFile: theirPackage },
    Tags: isTagged ? owner : undefined,
  };
  await once(aws.ask("lambda", "CreateFunction", input));
  return thing(aws, `Function/${name}`, isTagged, [["lambda", "GetFunction", { FunctionName: name }]]);
}

async function makeRole(aws: PlayedAws, name: string, isTagged: boolean): Promise<ForeignThing> {
  const Tags = isTagged ? Object.entries(owner).map(([Key, Value]) => ({ Key, Value })) : undefined;
  const AssumeRolePolicyDocument = JSON.stringify(lambdaTrust);
  await once(aws.ask("iam", "CreateRole", { RoleName: name, AssumeRolePolicyDocument, Tags }));
  return thing(aws, `Role/${name}`, isTagged, [
    ["iam", "GetRole", { RoleName: name }],
    ["iam", "ListRolePolicies", { RoleName: name }],
    ["iam", "ListAttachedRolePolicies", { RoleName: name }],
  ]);
}

async function makeGroup(aws: PlayedAws, name: string, isTagged: boolean): Promise<ForeignThing> {
  const tags = isTagged ? owner : undefined;
  await once(aws.ask("logs", "CreateLogGroup", { logGroupName: name, tags }));
  return thing(aws, `LogGroup/${name}`, isTagged, [
    ["logs", "DescribeLogGroups", { logGroupNamePrefix: name }],
    ["logs", "ListTagsForResource", { resourceArn: `arn:aws:logs:us-east-1:000000000000:log-group:${name}` }],
  ]);
}

async function makeMapping(aws: PlayedAws, stream: string, FunctionName: string, isTagged: boolean) {
  const EventSourceArn = `arn:aws:kinesis:us-east-1:000000000000:stream/${stream}`;
  const Tags = isTagged ? owner : undefined;
  const input = { EventSourceArn, FunctionName, StartingPosition: "LATEST", BatchSize: 7, Tags };
  const { UUID } = await aws.ask("lambda", "CreateEventSourceMapping", input);
  const name = `Subscription/${stream}:${FunctionName}`;
  return thing(aws, name, isTagged, [["lambda", "GetEventSourceMapping", { UUID }]]);
}

function thing(
  aws: PlayedAws,
  name: string,
  isTagged: boolean,
  looks: readonly (readonly [string, string, JsonObject])[],
): ForeignThing {
  const look = async () => {
    const seen: JsonObject[] = [];
    for (const [service, operation, input] of looks) seen.push(await aws.ask(service, operation, input));
    return JSON.stringify(seen);
  };
  return { name, isTagged, look };
}
