import {
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { zip } from "../../src/source/zip.ts";
import { type FieldCase, region, type Spec } from "./field-cases.ts";
import { roleArnOf } from "./field-surroundings.ts";
import type { ForeignChange } from "./foreign-changes.ts";

type Rest = Partial<Omit<FieldCase, "manifest" | "field" | "specs" | "shows">>;

/** A field of a function by one name in manifest and table. */
function own(
  name: string,
  values: readonly [unknown, unknown],
  shows: readonly [object, object],
  rest: Rest = {},
): FieldCase {
  const specs: readonly [Spec, Spec] = [{ [name]: values[0] }, { [name]: values[1] }];
  return { manifest: "Function", covers: [name], field: `Function.${name}`, specs, shows, ...rest };
}

export function reconfigure(
  input: Omit<UpdateFunctionConfigurationCommandInput, "FunctionName">,
  FunctionName = "counter",
): ForeignChange["make"] {
  return ({ lambda }) => lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...input }));
}

const otherPackage = zip([
  { name: "index.js", executable: false, bytes: Buffer.from("exports.handler = async () => 1;\n") },
]);
const toX86: ForeignChange["make"] = ({ lambda }) => {
  const input = { FunctionName: "counter", Architectures: ["x86_64" as const], ZipFile: otherPackage };
  return lambda.send(new UpdateFunctionCodeCommand(input));
};

const subnets = ["subnet-0a1b2c3d", "subnet-1a1b2c3d"];
export const vpcs = [
  { subnetIds: subnets, securityGroupIds: ["sg-0a1b2c3d"] },
  { subnetIds: ["subnet-2a1b2c3d"], securityGroupIds: ["sg-1a1b2c3d"] },
] as const;
export const vpcShows = [
  { VpcConfig: { SubnetIds: subnets, SecurityGroupIds: ["sg-0a1b2c3d"] } },
  { VpcConfig: { SubnetIds: ["subnet-2a1b2c3d"], SecurityGroupIds: ["sg-1a1b2c3d"] } },
] as const;

const layer = (version: number) => `arn:aws:lambda:${region}:000000000000:layer:shared:${version}`;

export const functionCases: readonly FieldCase[] = [
  own(
    "handler",
    ["index.handler", "index.other"],
    [{ Handler: "index.handler" }, { Handler: "index.other" }],
    {
      isRequired: true,
      meddle: reconfigure({ Handler: "index.theirs" }),
      others: { Function: { source: "two" } },
    },
  ),
  own("runtime", ["nodejs22.x", "nodejs20.x"], [{ Runtime: "nodejs22.x" }, { Runtime: "nodejs20.x" }], {
    isRequired: true,
  }),
  own("source", ["one", "two"], [{ Handler: "index.handler" }, { Handler: "index.handler" }], {
    isRequired: true,
  }),
  own("description", ["first", "then"], [{ Description: "first" }, { Description: "then" }]),
  own("timeoutSeconds", [20, 30], [{ Timeout: 20 }, { Timeout: 30 }]),
  own("memoryMb", [256, 1024], [{ MemorySize: 256 }, { MemorySize: 1024 }]),
  own(
    "ephemeralStorageMb",
    [600, 2048],
    [{ EphemeralStorage: { Size: 600 } }, { EphemeralStorage: { Size: 2048 } }],
  ),
  own("architecture", ["x86_64", "arm64"], [{ Architectures: ["x86_64"] }, { Architectures: ["arm64"] }], {
    meddle: toX86,
  }),
  own(
    "environment",
    [{ LEVEL: "first", OLD: "1" }, { LEVEL: "then" }],
    [
      { Environment: { Variables: { LEVEL: "first", OLD: "1" } } },
      { Environment: { Variables: { LEVEL: "then" } } },
    ],
  ),
  own(
    "layers",
    [[layer(1)], [layer(2), layer(1)]],
    [{ Layers: [{ Arn: layer(1) }] }, { Layers: [{ Arn: layer(2) }, { Arn: layer(1) }] }],
    { meddle: reconfigure({ Layers: [layer(1), layer(2)] }) },
  ),
  own("vpc", vpcs, vpcShows, { covers: ["vpc.subnetIds", "vpc.securityGroupIds"] }),
  own(
    "role",
    [roleArnOf("first"), roleArnOf("then")],
    [{ Role: roleArnOf("first") }, { Role: roleArnOf("then") }],
    {
      without: { role: undefined },
    },
  ),
  own(
    "reservedConcurrency",
    [2, 3],
    [
      { Concurrency: { ReservedConcurrentExecutions: 2 } },
      { Concurrency: { ReservedConcurrentExecutions: 3 } },
    ],
    {
      meddle: ({ lambda }) => {
        const input = { FunctionName: "counter", ReservedConcurrentExecutions: 1 };
        return lambda.send(new PutFunctionConcurrencyCommand(input));
      },
    },
  ),
  own(
    "tracing",
    ["PassThrough", "Active"],
    [{ TracingConfig: { Mode: "PassThrough" } }, { TracingConfig: { Mode: "Active" } }],
    { meddle: reconfigure({ TracingConfig: { Mode: "PassThrough" } }) },
  ),
  {
    manifest: "Function",
    covers: ["logging.format"],
    field: "Function.logFormat",
    specs: [{ logging: { format: "Text" } }, { logging: { format: "JSON" } }],
    shows: [{ LoggingConfig: { LogFormat: "Text" } }, { LoggingConfig: { LogFormat: "JSON" } }],
    meddle: reconfigure({ LoggingConfig: { LogFormat: "Text" } }),
  },
  own(
    "tags",
    [
      { team: "x", old: "1" },
      { team: "y", old: "1" },
    ],
    [{ Tags: { team: "x" } }, { Tags: { team: "y" } }],
  ),
];
