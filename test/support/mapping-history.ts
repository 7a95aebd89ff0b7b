import fc from "fast-check";
import type { JsonObject } from "../../src/local/service.ts";

/** What a record is, which its data tells: the function and the filter go by it. */
export type Flavour = "good" | "poison" | "filtered" | "notJson";

/** How the function and the destination behave until the weather changes. */
export type Weather = "fine" | "crashing" | "timingOut" | "throttled" | "destinationDown";

export type Step =
  | { readonly kind: "put"; readonly key: number; readonly flavour: Flavour; readonly copies: number }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "split" | "merge"; readonly shard: number }
  | { readonly kind: "kill" | "restart" | "disable" | "enable" }
  | { readonly kind: "update"; readonly options: JsonObject }
  | { readonly kind: "weather"; readonly weather: Weather };

/** One story of a mapping, from its creation on. */
export interface History {
  readonly shardCount: number;
  /** Members of CreateEventSourceMapping, apart from source and function. */
  readonly options: JsonObject;
  readonly steps: readonly Step[];
  /** Of the function's moods. */
  readonly seed: number;
}

/** Of records to which the filter says no, or which it cannot read. */
export const UNWANTED: readonly Flavour[] = ["filtered", "notJson"];

/** A record's data; `id` is unique in a history unless it is put several times. */
export function dataOf(id: number, flavour: Flavour): string {
  return flavour === "notJson" ? `not JSON ${id}` : JSON.stringify({ id, flavour });
}

export const FILTER = { Filters: [{ Pattern: '{"data":{"flavour":["good","poison"]}}' }] };

/** A record that fails for ever needs an end: attempts or age. */
const giveUp: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ MaximumRetryAttempts: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ MaximumRecordAgeInSeconds: fc.integer({ min: 60, max: 120 }) }),
  fc.record({
    MaximumRetryAttempts: fc.integer({ min: 0, max: 3 }),
    MaximumRecordAgeInSeconds: fc.integer({ min: 60, max: 120 }),
  }),
);

const tunable: fc.Arbitrary<JsonObject> = fc.record(
  {
    BatchSize: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constant(100)),
    MaximumBatchingWindowInSeconds: fc.integer({ min: 0, max: 5 }),
    ParallelizationFactor: fc.integer({ min: 1, max: 10 }),
    BisectBatchOnFunctionError: fc.boolean(),
    FunctionResponseTypes: fc.constantFrom([], ["ReportBatchItemFailures"]),
  },
  { requiredKeys: [] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      key: fc.nat({ max: 8 }),
      flavour: fc.constantFrom<Flavour>("good", "good", "good", "poison", "filtered", "notJson"),
      copies: fc.constantFrom(1, 1, 1, 2, 7),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 20, 300, 2_000, 30_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("split" as const, "merge" as const),
      shard: fc.nat({ max: 7 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("kill" as const, "restart" as const, "disable" as const, "enable" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("update" as const), options: tunable }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("weather" as const),
      weather: fc.constantFrom<Weather>("fine", "crashing", "timingOut", "throttled", "destinationDown"),
    }),
  },
);

/** Histories in which every record is resolved in the end: every one has a filter, a destination and a way to give up. */
export const historyArbitrary: fc.Arbitrary<History> = fc.record({
  shardCount: fc.integer({ min: 1, max: 3 }),
  options: fc
    .tuple(giveUp, tunable)
    .map(([end, options]) => ({ ...options, ...end, FilterCriteria: FILTER })),
  steps: fc.array(step, { minLength: 3, maxLength: 60, size: "max" }),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
});
