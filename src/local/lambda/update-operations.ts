import { randomUUID } from "node:crypto";
import type { JsonObject, Operation } from "../service.ts";
import { checkCodeStorage, codeMembers, readCode } from "./code-input.ts";
import { codeOf } from "./code-store.ts";
import { readArchitectures, refusePublish } from "./create-function.ts";
import { imageForZip, roleNotAssumable } from "./errors.ts";
import type { FunctionRow } from "./function-row.ts";
import { functionConfiguration } from "./function-shape.ts";
import { checkRevision, checkSettled, type LambdaContext, readFunctionCall } from "./lambda-context.ts";
import { checkRuntime } from "./runtimes.ts";
import { applySettings, settingMembers } from "./settings-input.ts";

/** UpdateFunctionConfiguration: an absent member changes nothing; a redundant update is an update as well. */
export function updateFunctionConfiguration(context: LambdaContext): Operation {
  return async (call) => {
    const { row, members } = readFunctionCall(context, call, [...settingMembers, "RevisionId"]);
    checkSettled(row);
    checkRevision(row, members);
    const settings = applySettings(row.settings, call.input, members);
    if (members.text("Runtime") !== undefined) checkRuntime(settings.runtime, "update", context.clock.now());
    if (members.text("Role") !== undefined && !context.roles.isAssumableByLambda(settings.role)) {
      throw roleNotAssumable();
    }
    return begin(context, { ...row, settings });
  };
}

/** UpdateFunctionCode, which also owns the architecture. A dry run answers as if, and changes nothing. */
export function updateFunctionCode(context: LambdaContext): Operation {
  return async (call) => {
    const known = [...codeMembers, "ImageUri", "Architectures", "Publish", "DryRun", "RevisionId"];
    const { row, members } = readFunctionCall(context, call, known);
    checkSettled(row);
    checkRevision(row, members);
    refusePublish(members);
    checkRuntime(row.settings.runtime, "update", context.clock.now());
    const architectures = readArchitectures(members) ?? row.settings.architectures;
    if (members.text("ImageUri") !== undefined) throw imageForZip();
    const zip = await readCode(context, members, row.region);
    checkCodeStorage(context, row.arn, zip);
    const isDryRun = members.flag("DryRun") === true;
    const code = isDryRun ? codeOf(zip) : await context.packages.put(zip);
    // Another update may have begun meanwhile.
    const latest = context.functions.get(row.arn);
    checkSettled(latest);
    checkRevision(latest, members);
    const changed = { ...latest, code, settings: { ...latest.settings, architectures } };
    return isDryRun ? functionConfiguration(changed) : begin(context, changed);
  };
}

/** Starts the asynchronous part: until it is over, invocations run what ran before. */
async function begin({ functions, clock, durations }: LambdaContext, row: FunctionRow): Promise<JsonObject> {
  const now = clock.now();
  const updating: FunctionRow = {
    ...row,
    state: "Updating",
    settlesAt: now + durations.updatingMs,
    revisionId: randomUUID(),
    lastModified: now,
  };
  await functions.save(updating);
  return functionConfiguration(updating);
}
