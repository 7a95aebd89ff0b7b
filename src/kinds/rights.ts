import type { PrimitiveKind } from "../api/resource.ts";
import type { KindRights } from "../core/rights.ts";
import { functionRights } from "./function/rights.ts";
import { logGroupRights } from "./log-group/rights.ts";
import { roleRights } from "./role/rights.ts";
import { streamRights } from "./stream/rights.ts";
import { subscriptionRights } from "./subscription/rights.ts";

/** What every kind needs, in the order of their dependencies. */
export const rightsOfKinds: Readonly<Record<PrimitiveKind, KindRights>> = {
  Role: roleRights,
  LogGroup: logGroupRights,
  Stream: streamRights,
  Function: functionRights,
  Subscription: subscriptionRights,
};
