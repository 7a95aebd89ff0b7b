import type { FunctionResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn } from "../../aws/arn.ts";
import { defineKind } from "../../core/define-kind.ts";
import type { Dependency } from "../../core/kind.ts";
import { type IndexedKind, ownedByIndex } from "../owned-by-index.ts";
import type { KindPorts } from "../ports.ts";
import { applyFunction, type FunctionWriting } from "./apply.ts";
import { functionFields } from "./diff.ts";
import { type FunctionDepths, observeFunction } from "./observe.ts";
import { type FunctionAction, type FunctionFound, planFunction } from "./plan.ts";
import { pollMs } from "./readiness.ts";
import { type FunctionRemoval, functionRemains } from "./remains.ts";
import { removeFunction } from "./remove.ts";
import { functionRights } from "./rights.ts";

/** Lambda functions. */
export function createFunctionKind(access: AwsAccess, ports: Pick<KindPorts, "artifacts">) {
  const writing: FunctionWriting = { access, ports, depths: access.deepReads<FunctionDepths>("Function") };
  const listOf = () => access.fleet.functions;
  const indexed: IndexedKind = { kind: "Function", marker: ":function:", listOf };
  return defineKind<FunctionResource, FunctionFound, FunctionAction, FunctionRemoval>({
    name: "Function",
    settling: () => ({ afterMs: pollMs }),
    fields: functionFields,
    rights: functionRights,
    dependencies,
    predictArn: ({ awsName }, target) => functionArn(target, awsName),
    observe: (resource, freshness) => observeFunction(writing, resource, freshness),
    hasDepths: () => true,
    plan: planFunction,
    apply: (action, resource, signal) => applyFunction(writing, action, resource, signal),
    identityOf: ({ awsName }) => ({ awsName }),
    remains: (key, identity, signal) => functionRemains(access, key, identity, signal),
    remove: (_, identity, signal) => removeFunction(writing, identity, signal),
    owned: (newerThan) => ownedByIndex(access, indexed, newerThan),
  });
}

/** Its role with all its policies, and its log group, which Lambda would otherwise make itself. */
function dependencies({ spec }: FunctionResource): readonly Dependency[] {
  const role: readonly Dependency[] =
    spec.role.kind === "resource" ? [{ key: spec.role.key, until: "ready" }] : [];
  return [...role, { key: spec.logGroup, until: "present" }];
}
