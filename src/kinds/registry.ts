import type { PrimitiveKind } from "../api/resource.ts";
import type { AwsAccess } from "../aws/access.ts";
import type { DefinedKind } from "../core/define-kind.ts";
import { createFunctionKind } from "./function/index.ts";
import { createLogGroupKind } from "./log-group/index.ts";
import type { KindPorts } from "./ports.ts";
import { createRoleKind } from "./role/index.ts";
import { createStreamKind } from "./stream/index.ts";
import { createSubscriptionKind } from "./subscription/index.ts";

/** Every kind, bound to one target. To add one: its folder, and a line here. */
export function createKinds(
  access: AwsAccess,
  ports: KindPorts,
): Readonly<Record<PrimitiveKind, DefinedKind>> {
  return {
    Role: createRoleKind(access),
    LogGroup: createLogGroupKind(access, ports),
    Stream: createStreamKind(access),
    Function: createFunctionKind(access, ports),
    Subscription: createSubscriptionKind(access, ports),
  };
}
