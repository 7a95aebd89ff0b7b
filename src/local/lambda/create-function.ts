import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { isObject, type Members, readMembers, validationMessage } from "../members.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import { checkCodeStorage, codeMembers, readCode } from "./code-input.ts";
import { functionExists, invalidParameter, lambdaDialect, notSupported, roleNotAssumable } from "./errors.ts";
import { targetOf } from "./function-name.ts";
import { defaultSettings, type FunctionRow, type FunctionSettings } from "./function-row.ts";
import { functionConfiguration } from "./function-shape.ts";
import type { LambdaContext } from "./lambda-context.ts";
import { checkRuntime } from "./runtimes.ts";
import { applySettings, settingMembers } from "./settings-input.ts";
import { readTags } from "./tag-input.ts";

const known = [...settingMembers, "FunctionName", "Code", "Publish", "PackageType", "Architectures", "Tags"];

/** CreateFunction. Zip packages only; no versions. */
export function createFunction(context: LambdaContext): Operation {
  return async (call) => {
    const members = readMembers(call.input, known, lambdaDialect);
    const target = targetOf(members.requiredText("FunctionName"), call);
    const tags = readTags(members.textMap("Tags") ?? {});
    const settings = readSettings(context, target.name, call.input, members);
    if (context.functions.find(target.arn) !== undefined) throw functionExists(target.name);
    if (!context.roles.isAssumableByLambda(settings.role)) throw roleNotAssumable();
    const zip = await readCode(context, codeOf(call.input), call.region);
    checkCodeStorage(context, target.arn, zip);
    const code = await context.packages.put(zip);
    // Someone may have created it meanwhile.
    if (context.functions.find(target.arn) !== undefined) throw functionExists(target.name);
    const { arn, name } = target;
    const row = newRow(context, call, { arn, name, settings, tags, code });
    await context.functions.save(row);
    return functionConfiguration(row);
  };
}

function newRow(
  { clock, durations }: LambdaContext,
  { region, accountId }: Call,
  made: Pick<FunctionRow, "arn" | "name" | "settings" | "tags" | "code">,
): FunctionRow {
  const now = clock.now();
  const revisionId = randomUUID();
  return {
    ...made,
    region,
    accountId,
    running: { settings: made.settings, code: made.code, revision: revisionId },
    state: "Pending",
    settlesAt: now + durations.pendingMs,
    revisionId,
    lastModified: now,
    statements: [],
  };
}

function readSettings(
  { clock }: LambdaContext,
  name: string,
  input: JsonObject,
  members: Members,
): FunctionSettings {
  if ((members.text("PackageType", { oneOf: ["Zip", "Image"] }) ?? "Zip") !== "Zip") {
    throw notSupported("PackageType Image");
  }
  refusePublish(members);
  const settings = applySettings(defaultSettings(name), input, members);
  const { role, runtime, handler } = settings;
  if (role === undefined) {
    throw new AwsError(
      "ValidationException",
      validationMessage(undefined, "role", "Member must not be null"),
    );
  }
  if (runtime === undefined || handler === undefined) {
    throw invalidParameter(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  checkRuntime(runtime, "create", clock.now());
  return {
    ...settings,
    role,
    runtime,
    handler,
    architectures: readArchitectures(members) ?? settings.architectures,
  };
}

/** @throws AwsError for a request to publish a version, of which there are none here */
export function refusePublish(members: Members): void {
  if (members.flag("Publish") === true) throw notSupported("Publish: true (versions)");
}

export function readArchitectures(members: Members): readonly string[] | undefined {
  const architectures = members.texts("Architectures");
  if (architectures === undefined) return undefined;
  const [only] = architectures;
  if (architectures.length === 1 && (only === "x86_64" || only === "arm64")) return architectures;
  const rule = "Member must satisfy enum value set: [x86_64, arm64] and have length 1";
  throw new AwsError(
    "ValidationException",
    validationMessage(architectures.join(", "), "architectures", rule),
  );
}

function codeOf(input: JsonObject): Members {
  const { Code: code } = input;
  if (!isObject(code)) {
    throw new AwsError(
      "ValidationException",
      validationMessage(undefined, "code", "Member must not be null"),
    );
  }
  return readMembers(code, codeMembers, lambdaDialect);
}
