import type { FunctionResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn } from "../../aws/arn.ts";
import { defineKind } from "../../core/define-kind.ts";
import type { Dependency } from "../../core/kind.ts";
import type { KindPorts } from "../ports.ts";
import { applyFunction, type FunctionWriting } from "./apply.ts";
import { functionFields } from "./diff.ts";
import { type FunctionDepths, observeFunction } from "./observe.ts";
import { type FunctionAction, type FunctionFound, planFunction } from "./plan.ts";
import { pollMs } from "./readiness.ts";

/** Lambda functions. */
export function createFunctionKind(access: AwsAccess, ports: Pick<KindPorts, "artifacts">) {
  const writing: FunctionWriting = { access, ports, depths: access.deepReads<FunctionDepths>("Function") };
  return defineKind<FunctionResource, FunctionFound, FunctionAction>({
    name: "Function",
    settleMs: () => pollMs,
    fields: functionFields,
    iam: {
      read: ["lambda:GetFunction", "lambda:ListFunctions", "lambda:ListTags", "tag:GetResources"],
      write: [
        "iam:PassRole",
        "lambda:CreateFunction",
        "lambda:GetLayerVersion",
        "lambda:PutFunctionConcurrency",
        "lambda:TagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
        "s3:GetObject",
        "s3:GetObjectVersion",
      ],
    },
    dependencies,
    predictArn: ({ awsName }, target) => functionArn(target, awsName),
    observe: (resource, freshness) => observeFunction(writing, resource, freshness),
    plan: planFunction,
    apply: (action, resource, signal) => applyFunction(writing, action, resource, signal),
  });
}

/** Its role with all its policies, and its log group, which Lambda would otherwise make itself. */
function dependencies({ spec }: FunctionResource): readonly Dependency[] {
  const role: readonly Dependency[] =
    spec.role.kind === "resource" ? [{ key: spec.role.key, until: "ready" }] : [];
  return [...role, { key: spec.logGroup, until: "present" }];
}
