import type { z } from "zod";
import { type EnvironmentManifest, environmentManifest } from "./environment.ts";
import { type FunctionManifest, functionManifest } from "./function.ts";
import { type LogGroupManifest, logGroupManifest } from "./log-group.ts";
import { type RoleManifest, roleManifest } from "./role.ts";
import { type StreamManifest, streamManifest } from "./stream.ts";
import { type SubscriptionManifest, subscriptionManifest } from "./subscription.ts";
import { type WorkflowManifest, workflowManifest } from "./workflow.ts";

/** Every kind that can be written in a manifest. */
export const manifestKinds = {
  Environment: environmentManifest,
  Function: functionManifest,
  Stream: streamManifest,
  Subscription: subscriptionManifest,
  Role: roleManifest,
  LogGroup: logGroupManifest,
  Workflow: workflowManifest,
} as const satisfies Record<string, z.ZodType>;

export type ManifestKind = keyof typeof manifestKinds;

export type Manifest =
  | EnvironmentManifest
  | FunctionManifest
  | StreamManifest
  | SubscriptionManifest
  | RoleManifest
  | LogGroupManifest
  | WorkflowManifest;
