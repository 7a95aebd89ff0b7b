import { describe, expect, it } from "vitest";
import { createFailureDestination } from "../../../src/local/failure-destination.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:failures";
const message = {
  metadata: { version: "1.0" },
  payload: { Records: [] },
  mappingUuid: "uuid",
  shardId: "shardId-000000000000",
};

function setUp() {
  const sent: { readonly arn: string; readonly body: unknown }[] = [];
  const objects: { readonly bucket: string; readonly key: string; readonly body: unknown }[] = [];
  const destination = createFailureDestination({
    clock: createManualClock(),
    buckets: {
      bucketExists: (bucket) => bucket === "failures",
      putObject: async (bucket, key, body) => {
        objects.push({ bucket, key, body: JSON.parse(Buffer.from(body).toString("utf8")) });
      },
    },
    queues: {
      queueExists: (arn) => arn === QUEUE,
      send: async (arn, body) => {
        sent.push({ arn, body: JSON.parse(body) });
      },
    },
  });
  return { destination, objects, sent };
}

describe("failure destinations", () => {
  it("exist when the bucket or the queue does", () => {
    const { destination } = setUp();

    expect(destination.exists("arn:aws:s3:::failures")).toBe(true);
    expect(destination.exists("arn:aws:s3:::other")).toBe(false);
    expect(destination.exists(QUEUE)).toBe(true);
    expect(destination.exists("arn:aws:sns:us-east-1:000000000000:failures")).toBe(false);
  });

  it("get the metadata alone when they are queues", async () => {
    const { destination, sent } = setUp();

    await destination.send(QUEUE, message);

    expect(sent).toEqual([{ arn: QUEUE, body: { version: "1.0" } }]);
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
