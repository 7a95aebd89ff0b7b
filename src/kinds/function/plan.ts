import type { FunctionResource, Tags } from "../../api/resource.ts";
import { changesAt } from "../../core/diff.ts";
import type { PlanContext } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import type { Change, ResourcePlan } from "../../core/plan.ts";
import { type Found, planResource, type StepDraft } from "../../core/plan-resource.ts";
import { tagsToRemove, tagsToWrite } from "../../core/tag-diff.ts";
import { desireFunction, type FunctionFields } from "./desired.ts";
import { codeFields, configurationFields, functionFields, updateCode, updateConfiguration } from "./diff.ts";

export interface FunctionFound extends Found {
  /** What was seen; a change since then makes our update fail rather than overwrite it. */
  readonly revisionId?: string;
  readonly isDeleting: boolean;
  /** Its last change failed for the moment: sent once more it may succeed. */
  readonly isUnfinished?: true;
}

export type ConfigurationField = (typeof configurationFields)[number]["path"];

/** Code is the declaration's own; it is packed when the call is made. */
export type FunctionAction =
  | { readonly kind: "create"; readonly fields: FunctionFields }
  | {
      readonly kind: "configure";
      readonly fields: FunctionFields;
      /** Which of them are sent; the rest stays as it is in AWS. */
      readonly only: readonly ConfigurationField[];
      readonly revisionId?: string;
    }
  | { readonly kind: "deploy"; readonly architecture: string; readonly revisionId?: string }
  | { readonly kind: "reserve"; readonly concurrency: number }
  | { readonly kind: "unreserve" }
  | { readonly kind: "tag"; readonly tags: Tags }
  | { readonly kind: "untag"; readonly keys: readonly string[] };

export function planFunction(
  resource: FunctionResource,
  observation: Observation<FunctionFound>,
  context: PlanContext,
): ResourcePlan {
  const wanted = desireFunction(resource, context);
  return planResource({
    resource,
    observation,
    fields: functionFields,
    wanted,
    applied: context.applied,
    create,
    update,
    isLeaving: (found) => found.isDeleting,
    repeat,
    warn: () => (wanted.source === undefined ? [uncomparedWarning(resource)] : []),
  });
}

function uncomparedWarning({ spec: { code } }: FunctionResource): string {
  const where = code.kind === "s3" ? `s3://${code.bucket}/${code.key}` : "its source";
  return `the code at ${where} is deployed when the function is made; later changes of it are not noticed`;
}

function create(fields: FunctionFields): readonly StepDraft[] {
  const { reservedConcurrency: concurrency } = fields;
  return [
    step("lambda:CreateFunction", [], { kind: "create", fields }),
    ...(concurrency === undefined
      ? []
      : [step("lambda:PutFunctionConcurrency", [], { kind: "reserve", concurrency })]),
  ];
}

/**
 * Configuration, then code once that has settled: AWS allows one of them at a time. Tags and concurrency do not
 * make the function busy; they come first, since they move its revision.
 */
function update(
  changes: readonly Change[],
  fields: FunctionFields,
  { revisionId }: FunctionFound,
): readonly StepDraft[] {
  const quick = quickSteps(changes, fields);
  const isUntouched = quick.length === 0;
  const expected = isUntouched && revisionId !== undefined ? { revisionId } : {};
  const configure = configureSteps(changes, fields, expected);
  const code = changesAt(changes, ...codeFields.map(({ path }) => path));
  if (code.length === 0) return [...quick, ...configure];

  const { architecture } = fields;
  const isFirst = configure.length === 0;
  const action: FunctionAction = { kind: "deploy", architecture, ...(isFirst && expected) };
  const deploy = { ...step(updateCode, code, action), stage: isFirst ? 0 : 1 };
  return [...quick, ...configure, deploy];
}

/** What failed was not applied, whatever Lambda shows of it: all of the configuration is sent again. */
function repeat(fields: FunctionFields, { isUnfinished }: FunctionFound): readonly StepDraft[] {
  if (!isUnfinished) return [];
  const only = configurationFields.map(({ path }) => path);
  return [step(updateConfiguration, [], { kind: "configure", fields, only })];
}

function quickSteps(changes: readonly Change[], fields: FunctionFields): readonly StepDraft[] {
  const { tags, changes: tagChanges } = tagsToWrite(changes);
  const dropped = tagsToRemove(changes);
  const { reservedConcurrency: concurrency } = fields;
  return [
    ...(tagChanges.length > 0 ? [step("lambda:TagResource", tagChanges, { kind: "tag", tags })] : []),
    ...(dropped.keys.length > 0
      ? [step("lambda:UntagResource", dropped.changes, { kind: "untag", keys: dropped.keys })]
      : []),
    ...changesAt(changes, "reservedConcurrency").map((change) =>
      concurrency === undefined
        ? step("lambda:DeleteFunctionConcurrency", [change], { kind: "unreserve" })
        : step("lambda:PutFunctionConcurrency", [change], { kind: "reserve", concurrency }),
    ),
  ];
}

function configureSteps(
  changes: readonly Change[],
  fields: FunctionFields,
  expected: { readonly revisionId?: string },
): readonly StepDraft[] {
  const paths = configurationFields.map(({ path }) => path);
  const own = changesAt(changes, ...paths);
  if (own.length === 0) return [];
  const only = paths.filter((path) => changesAt(own, path).length > 0);
  return [step(updateConfiguration, own, { kind: "configure", fields, only, ...expected })];
}

function step(call: string, changes: readonly Change[], action: FunctionAction): StepDraft {
  return { call, changes, action };
}
