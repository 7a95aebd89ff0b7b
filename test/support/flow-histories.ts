import fc from "fast-check";
import type { Policy } from "../../src/api/policy.ts";
import { type Resource, type ResourceKey, resourceKey } from "../../src/api/resource.ts";
import type { FaultRule } from "../../src/local/gateway/faults.ts";
import { makeFunction, makeLogGroup, makeRole, makeStream, makeSubscription } from "./made-resources.ts";

/** Everything one revision declares, in key order. */
export type Flow = readonly Resource[];

/** What happens, one after the other. */
export type Turn =
  | { readonly kind: "revision"; readonly flow: Flow }
  /** A file with errors: what it declared is not known, and what the others declare is. */
  | { readonly kind: "broken"; readonly flow: Flow }
  | { readonly kind: "missing" }
  /** The controller ends, and another one takes over. */
  | { readonly kind: "restart" };

export interface Moment {
  readonly turn: Turn;
  /** From this turn until the next, milliseconds. */
  readonly restMs: number;
  /** They begin with the turn; what is left of them ends with the history. */
  readonly faults: readonly FaultRule[];
  readonly table: "works" | "unreachable" | "loses answers";
}

/** What somebody else has in the account from the start. */
export type Foreign = "stream" | "function" | "role" | "group" | "mapping";

export interface History {
  readonly moments: readonly Moment[];
  readonly foreign: readonly {
    readonly what: Foreign;
    readonly isTagged: boolean;
    readonly collides: boolean;
  }[];
  /** Of all that is declared. */
  readonly adopt: Policy["adopt"];
  readonly seed: number;
}

const roles = ["alice", "bob"] as const;
const functions = ["count", "filter", "sum"] as const;
const streams = ["Lines", "Words", "Sums"] as const;
const pairs = [
  ["Lines", "count"],
  ["Words", "filter"],
  ["Words", "sum"],
  ["Sums", "sum"],
] as const;
const groups = ["/apps/audit"] as const;

/** `protect` would leave nothing to see; it has tests of its own. */
const deletion = fc.constantFrom<Policy["deletion"]>("delete", "delete", "retain");
const drafts = fc.record({
  roles: fc.subarray([...roles], { minLength: 1 }),
  managed: fc.subarray([
    "arn:aws:iam::aws:policy/AdministratorAccess",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
  ]),
  functions: fc.subarray([...functions]),
  streams: fc.subarray([...streams]),
  pairs: fc.subarray([...pairs]),
  groups: fc.subarray([...groups]),
  roleOf: fc.nat(1),
  memoryMb: fc.constantFrom(128, 256),
  level: fc.constantFrom("info", "debug"),
  code: fc.constantFrom("d1", "d2"),
  shards: fc.constantFrom(1, 2),
  retentionHours: fc.constantFrom(24, 48),
  batchSize: fc.constantFrom(10, 100),
  retentionDays: fc.constantFrom(1, 7),
  reserved: fc.option(fc.constantFrom(0, 5), { nil: undefined }),
  team: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
  dataDeletion: deletion,
  otherDeletion: deletion,
});

type Draft = typeof drafts extends fc.Arbitrary<infer Found> ? Found : never;

function flowOf(draft: Draft, adopt: Policy["adopt"]): Flow {
  const tags = draft.team === undefined ? {} : { team: draft.team };
  const data = { adopt, deletion: draft.dataDeletion, deletionIfAdopted: "retain" } as const;
  const other = { adopt, deletion: draft.otherDeletion, deletionIfAdopted: "retain" } as const;
  const { managed: managedPolicyArns, retentionDays } = draft;
  const role = draft.roles[draft.roleOf % draft.roles.length] ?? "alice";
  const resources: Resource[] = [
    ...draft.roles.map((name) => makeRole({ name, policy: other, spec: { managedPolicyArns, tags } })),
    ...draft.groups.map((name) => makeLogGroup({ name, policy: data, spec: { retentionDays, tags } })),
    ...draft.streams.map((name, index) => {
      const shards = index === 0 ? draft.shards : 1;
      const capacity = { mode: "provisioned", shards } as const;
      return makeStream({
        name,
        policy: data,
        spec: { capacity, retentionHours: draft.retentionHours, tags },
      });
    }),
    ...draft.functions.flatMap((name) => [
      groupOf(name, data, retentionDays),
      makeFunction({
        name,
        policy: other,
        spec: {
          role: { kind: "resource", key: resourceKey("default", "Role", role) },
          memoryMb: draft.memoryMb,
          environment: { LEVEL: draft.level },
          code: { kind: "path", path: `/src/${name}`, form: "directory", digest: draft.code },
          ...(draft.reserved !== undefined && { reservedConcurrency: draft.reserved }),
          tags,
        },
      }),
    ]),
    ...draft.pairs
      .filter(([event, name]) => draft.streams.includes(event) && draft.functions.includes(name))
      .map(([event, name]) =>
        makeSubscription({
          name: `${event}:${name}`,
          policy: other,
          spec: {
            stream: resourceKey("default", "Stream", event),
            function: resourceKey("default", "Function", name),
            batchSize: draft.batchSize,
            tags,
          },
        }),
      ),
  ];
  return resources.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function groupOf(name: string, policy: Partial<Policy>, retentionDays: number) {
  const ofFunction = resourceKey("default", "Function", name);
  return makeLogGroup({ name: `/aws/lambda/${name}`, policy, spec: { retentionDays, ofFunction, tags: {} } });
}

const error = (service: string, operation: string, code: string, more: Partial<ErrorEffect> = {}) =>
  ({ service, operation, effect: { kind: "error", code, status: 400, ...more } }) as const;
type ErrorEffect = Extract<FaultRule["effect"], { kind: "error" }>;

const services = ["lambda", "kinesis", "logs", "iam", "tagging"] as const;
const throttles = [
  error("lambda", "*", "TooManyRequestsException", { status: 429, message: "Rate exceeded" }),
  error("kinesis", "*", "LimitExceededException", { message: "Rate exceeded for stream" }),
  error("logs", "*", "ThrottlingException", { message: "Rate exceeded" }),
  error("iam", "*", "Throttling", { message: "Rate exceeded" }),
  error("tagging", "*", "ThrottledException", { message: "Rate exceeded" }),
];
const outages = services.flatMap((service) => [
  error(service, "*", "InternalFailure", { status: 500 }),
  error(service, "*", "ServiceUnavailable", { status: 503 }),
  error(service, "*", "ExpiredTokenException", { status: 403, message: "The security token has expired" }),
]);
const refusals = [
  error("lambda", "CreateFunction", "InvalidParameterValueException", {
    message: "The role defined for the function cannot be assumed by Lambda.",
  }),
  error("lambda", "UpdateFunctionConfiguration", "ResourceConflictException", { status: 409 }),
  error("lambda", "UpdateFunctionCode", "ResourceConflictException", { status: 409 }),
  error("lambda", "DeleteFunction", "ResourceConflictException", { status: 409 }),
  error("lambda", "UpdateEventSourceMapping", "ResourceInUseException"),
  error("lambda", "DeleteEventSourceMapping", "ResourceInUseException"),
  error("kinesis", "UpdateShardCount", "ResourceInUseException"),
  error("kinesis", "DeleteStream", "ResourceInUseException"),
  error("iam", "DeleteRole", "DeleteConflict", { status: 409 }),
  error("iam", "*", "ConcurrentModification", { status: 409 }),
  error("logs", "*", "OperationAbortedException"),
];
const cut = services.map((service) => ({ service, operation: "*", effect: { kind: "drop" } as const }));

type Trouble = Pick<FaultRule, "service" | "operation" | "effect">;
const often = fc.record({
  times: fc.integer({ min: 1, max: 12 }),
  probability: fc.constantFrom(0.2, 0.5, 1),
});

const armed = (troubles: readonly Trouble[], when: readonly FaultRule["when"][]) =>
  fc
    .tuple(fc.constantFrom(...troubles), fc.constantFrom(...when), often, fc.integer({ min: 1, max: 1_000 }))
    .map(([trouble, at, amount, seed]): FaultRule => ({ ...trouble, ...amount, when: at, seed }));

const faults = fc.array(
  fc.oneof(armed(throttles, ["before"]), armed(outages, ["before", "after"]), armed(refusals, ["before"]), {
    arbitrary: armed(cut, ["after", "after", "before"]),
    weight: 2,
  }),
  { maxLength: 4 },
);

const draftOfTurn = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant("revision" as const), draft: drafts }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant("broken" as const), draft: drafts }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("missing" as const) }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant("restart" as const) }), weight: 2 },
);

const moments = fc.record({
  turn: draftOfTurn,
  restMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 3_000, max: 150_000 })),
  faults,
  table: fc.oneof(
    { arbitrary: fc.constant("works" as const), weight: 4 },
    fc.constantFrom("unreachable" as const, "loses answers" as const),
  ),
});

const foreign = fc.uniqueArray(
  fc.record({
    what: fc.constantFrom<Foreign>("stream", "function", "role", "group", "mapping"),
    isTagged: fc.boolean(),
    collides: fc.boolean(),
  }),
  { maxLength: 4, selector: ({ what, collides }) => `${what} ${collides}` },
);

/** Histories of a small flow; they end with a revision that is whole. */
export const flowHistories: fc.Arbitrary<History> = fc
  .record({
    early: fc.array(moments, { minLength: 1, maxLength: 5 }),
    last: fc.record({ draft: drafts, faults }),
    foreign,
    adopt: fc.constantFrom<Policy["adopt"]>("never", "never", "if-unowned"),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ early, last, adopt, ...rest }) => {
    const turnOf = (turn: (typeof early)[number]["turn"]): Turn =>
      "draft" in turn ? { kind: turn.kind, flow: flowOf(turn.draft, adopt) } : turn;
    const end = { kind: "revision", draft: last.draft } as const;
    const all = [...early, { turn: end, restMs: 20_000, faults: last.faults, table: "works" as const }];
    const history = {
      ...rest,
      adopt,
      moments: all.map((moment) => ({ ...moment, turn: turnOf(moment.turn) })),
    };
    return Object.assign(history, { [fc.toStringMethod]: () => told(history) });
  });

/** What happens, without what every flow has in common. */
function told({ moments: all, foreign: others, adopt, seed }: History): string {
  const lines = all.map(({ turn, restMs, faults: armedNow, table }) => {
    const keys = "flow" in turn ? turn.flow.map(({ key, policy }) => `${key} (${policy.deletion})`) : [];
    const fault = ({ service, operation, effect, when, times, probability }: FaultRule) =>
      `${service}:${operation} ${effect.kind === "drop" ? "drop" : effect.code} ${when} ${times} x ${probability}`;
    return `${turn.kind} ${restMs} ms, table ${table}, [${armedNow.map(fault).join("; ")}]: ${keys.join(", ")}`;
  });
  const theirs = others.map(
    ({ what, isTagged, collides }) => `${what}${isTagged ? "+" : ""}${collides ? "!" : ""}`,
  );
  return `\nseed ${seed}, adopt ${adopt}, others have ${theirs.join(" ") || "nothing"}\n${lines.join("\n")}\n`;
}

/** Every flow that is declared, in order. */
export function flowsOf({ moments: all }: History): readonly Flow[] {
  return all.flatMap(({ turn }) => ("flow" in turn ? [turn.flow] : []));
}

export function keysOf(flow: Flow): ReadonlySet<ResourceKey> {
  return new Set(flow.map(({ key }) => key));
}
