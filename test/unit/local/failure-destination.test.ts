import { describe, expect, it } from "vitest";
import { createFailureDestination } from "../../../src/local/failure-destination.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const message = {
  metadata: { version: "1.0" },
  payload: { Records: [] },
  mappingUuid: "uuid",
  shardId: "shardId-000000000000",
};

function setUp() {
  const objects: { readonly bucket: string; readonly key: string; readonly body: unknown }[] = [];
  const destination = createFailureDestination({
    clock: createManualClock(),
    buckets: {
      bucketExists: (bucket) => bucket === "failures",
      putObject: async (bucket, key, body) => {
        objects.push({ bucket, key, body: JSON.parse(Buffer.from(body).toString("utf8")) });
      },
    },
  });
  return { destination, objects };
}

describe("failure destinations", () => {
  it("exist when the bucket does", () => {
    const { destination } = setUp();

    expect(destination.exists("arn:aws:s3:::failures")).toBe(true);
    expect(destination.exists("arn:aws:s3:::other")).toBe(false);
    expect(destination.exists("arn:aws:sns:us-east-1:000000000000:failures")).toBe(false);
  });

  it("get metadata and records in one object of the bucket", async () => {
    const { destination, objects } = setUp();

    await destination.send("arn:aws:s3:::failures", message);

    expect(objects).toEqual([
      {
        bucket: "failures",
        key: expect.stringMatching(/^aws\/lambda\/uuid\/shardId-000000000000\/2026\/01\/01\//),
        body: { version: "1.0", payload: { Records: [] } },
      },
    ]);
  });
});
