import type { Resource } from "../../src/api/resource.ts";
import type { State } from "../../src/core/diff.ts";
import type { Observation, Ownership } from "../../src/core/observation.ts";
import { ownershipOf } from "../../src/core/ownership.ts";
import type { JsonValue, Step } from "../../src/core/plan.ts";
import type { Found } from "../../src/core/plan-resource.ts";
import { testTarget } from "./made-resources.ts";

/** What AWS holds of one resource in a world without AWS. */
export type Held = Extract<Observation<Found & Record<string, unknown>>, { kind: "present" }>;

type Action = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** What would be observed once these calls had been made: the meaning of every action, written a second time. */
export function realise(
  resource: Resource,
  before: Observation<Found>,
  steps: readonly Step[],
): Observation<Found> {
  let fields: State = before.kind === "present" ? before.state.fields : {};
  for (const { action } of steps) fields = effects[resource.kind](fields, action as Action);
  return observationOf(fields);
}

export function observationOf(fields: State, ownership?: Ownership): Held {
  const tags = (fields["tags"] ?? {}) as Record<string, string>;
  return {
    kind: "present",
    arn: "arn:test",
    ownership: ownership ?? ownershipOf(tags, testTarget.instance),
    state: { fields, uuid: "u-1", isDeleting: false, isOfOurFunction: false },
    health: { kind: "ready" },
  };
}

const effects: Readonly<Record<Resource["kind"], (fields: State, action: Action) => State>> = {
  Role: (fields, action) => tagged(fields, action) ?? roleEffect(fields, action),
  LogGroup: (fields, action) => tagged(fields, action) ?? logGroupEffect(fields, action),
  Stream: (fields, action) => tagged(fields, action) ?? streamEffect(fields, action),
  Function: (fields, action) => tagged(fields, action) ?? functionEffect(fields, action),
  Subscription: (fields, action) => tagged(fields, action) ?? subscriptionEffect(fields, action),
};

function tagged(fields: State, action: Action): State | undefined {
  if (action.kind === "tag") {
    return { ...fields, tags: { ...(fields["tags"] as object), ...(action["tags"] as object) } };
  }
  if (action.kind !== "untag") return undefined;
  const keys = action["keys"] as readonly string[];
  const kept = Object.entries(fields["tags"] as object).filter(([name]) => !keys.includes(name));
  return { ...fields, tags: Object.fromEntries(kept) };
}

function roleEffect(fields: State, action: Action): State {
  const arns = (fields["managedPolicyArns"] ?? []) as readonly string[];
  const inline = (fields["inlinePolicies"] ?? {}) as Record<string, JsonValue>;
  const name = String(action["name"]);
  const arn = String(action["arn"]);
  switch (action.kind) {
    case "create": {
      const { kind: _, ...role } = action;
      return { ...(role as State), managedPolicyArns: [], inlinePolicies: {} };
    }
    case "trust":
      return { ...fields, assumeRolePolicy: action["document"] as JsonValue };
    case "putBoundary":
      return { ...fields, permissionsBoundary: arn };
    case "deleteBoundary":
      return { ...fields, permissionsBoundary: undefined };
    case "attach":
      return { ...fields, managedPolicyArns: [...arns, arn] };
    case "detach":
      return { ...fields, managedPolicyArns: arns.filter((other) => other !== arn) };
    case "putPolicy":
      return { ...fields, inlinePolicies: { ...inline, [name]: action["document"] as JsonValue } };
    case "deletePolicy": {
      const { [name]: _, ...rest } = inline;
      return { ...fields, inlinePolicies: rest };
    }
    default:
      throw new Error(`no such role action: ${action.kind}`);
  }
}

function logGroupEffect(fields: State, action: Action): State {
  switch (action.kind) {
    case "create":
      return { kmsKeyArn: action["kmsKeyArn"] as string | undefined, tags: action["tags"] as JsonValue };
    case "retain":
      return { ...fields, retentionDays: action["days"] as number };
    case "retainForEver":
      return { ...fields, retentionDays: undefined };
    case "encrypt":
      return { ...fields, kmsKeyArn: action["kmsKeyArn"] as string };
    case "stopEncrypting":
      return { ...fields, kmsKeyArn: undefined };
    case "forward":
      return { ...fields, destination: action["destination"] as JsonValue };
    case "stopForwarding":
      return { ...fields, destination: undefined };
    default:
      throw new Error(`no such log group action: ${action.kind}`);
  }
}

function streamEffect(fields: State, action: Action): State {
  switch (action.kind) {
    case "create":
      return {
        mode: action["mode"] as string,
        shards: (action["shards"] as number | undefined) ?? 4,
        retentionHours: 24,
        tags: action["tags"] as JsonValue,
      };
    case "mode":
      return { ...fields, mode: action["mode"] as string };
    case "shards":
      return { ...fields, shards: scaled(Number(fields["shards"]), action["shards"] as number) };
    case "lengthen":
    case "shorten":
      return { ...fields, retentionHours: action["retentionHours"] as number };
    case "encrypt":
      return { ...fields, encryptionKeyId: action["keyId"] as string };
    case "stopEncrypting":
      return { ...fields, encryptionKeyId: undefined };
    default:
      throw new Error(`no such stream action: ${action.kind}`);
  }
}

/** As Kinesis: at most double, at least half. */
function scaled(from: number, to: number): number {
  if (to > from * 2 || to * 2 < from) throw new Error(`Kinesis refuses to go from ${from} shards to ${to}`);
  return to;
}

function functionEffect(fields: State, action: Action): State {
  const wanted = action["fields"] as State;
  switch (action.kind) {
    case "create": {
      const { reservedConcurrency: _, ...created } = wanted;
      return created;
    }
    case "configure":
      return withOnly(fields, wanted, action["only"] as readonly string[]);
    case "deploy":
      return { ...fields, source: "sha-1", architecture: action["architecture"] as string };
    case "reserve":
      return { ...fields, reservedConcurrency: action["concurrency"] as number };
    case "unreserve":
      return { ...fields, reservedConcurrency: undefined };
    default:
      throw new Error(`no such function action: ${action.kind}`);
  }
}

function subscriptionEffect(fields: State, action: Action): State {
  const wanted = action["fields"] as State;
  if (action.kind === "create") {
    const position = action["fromMs"] === undefined ? {} : { startingPosition: "AT_TIMESTAMP" };
    return { enabled: true, ...wanted, ...position };
  }
  if (action.kind === "update") return withOnly(fields, wanted, action["only"] as readonly string[]);
  throw new Error(`no such subscription action: ${action.kind}`);
}

function withOnly(fields: State, wanted: State, only: readonly string[]): State {
  return { ...fields, ...Object.fromEntries(only.map((path) => [path, wanted[path]])) };
}
