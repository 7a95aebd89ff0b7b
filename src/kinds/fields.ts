import type { PrimitiveKind } from "../api/resource.ts";
import type { KindField } from "../core/field-in-aws.ts";
import { functionFields } from "./function/diff.ts";
import { logGroupFields } from "./log-group/diff.ts";
import { roleFields } from "./role/diff.ts";
import { streamFields } from "./stream/diff.ts";
import { subscriptionFields } from "./subscription/diff.ts";

/** The table of every kind, in the order of their dependencies: what the planners compare, and docs/fields.md shows. */
export const fieldsOfKinds: Readonly<Record<PrimitiveKind, readonly KindField[]>> = {
  Role: roleFields,
  LogGroup: logGroupFields,
  Stream: streamFields,
  Function: functionFields,
  Subscription: subscriptionFields,
};
