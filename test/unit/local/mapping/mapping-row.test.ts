import { describe, expect, it } from "vitest";
import {
  DEFAULT_OPTIONS,
  type MappingRow,
  startOf,
  toSettings,
} from "../../../../src/local/mapping/mapping-row.ts";

const ROW: MappingRow = {
  uuid: "u",
  arn: "a",
  streamArn: "s",
  functionArn: "f",
  startingPosition: "LATEST",
  startingTimestampMs: undefined,
  options: DEFAULT_OPTIONS,
  state: "Enabled",
  settlesTo: "Enabled",
  settlesAt: 0,
  createdAt: 5_000,
  modifiedAt: 0,
  lastResult: "",
  tags: {},
};

describe("mapping row", () => {
  it("takes LATEST for the moment of creation, in later runs too", () => {
    expect(startOf(ROW, 9_000)).toEqual({ kind: "AT_TIMESTAMP", timestampMs: 5_000 });
  });

  it("takes LATEST for now when the clock ran ahead in an earlier run, so that new records count", () => {
    expect(startOf(ROW, 3_000)).toEqual({ kind: "AT_TIMESTAMP", timestampMs: 3_000 });
  });

  it("keeps a timestamp that was given", () => {
    const row: MappingRow = { ...ROW, startingPosition: "AT_TIMESTAMP", startingTimestampMs: 4_000 };

    expect(startOf(row, 3_000)).toEqual({ kind: "AT_TIMESTAMP", timestampMs: 4_000 });
  });

  it("turns seconds into milliseconds, and -1 into no limit", () => {
    const options = { ...DEFAULT_OPTIONS, MaximumBatchingWindowInSeconds: 2, MaximumRecordAgeInSeconds: 60 };

    expect(toSettings(options)).toMatchObject({
      windowMs: 2_000,
      maxRecordAgeMs: 60_000,
      maxRetryAttempts: Number.POSITIVE_INFINITY,
    });
    expect(toSettings(DEFAULT_OPTIONS).maxRecordAgeMs).toBe(Number.POSITIVE_INFINITY);
  });
});
