import fc from "fast-check";
import { expect, it } from "vitest";
import { createLogs } from "../../src/local/logs/create-logs.ts";
import { openStorage } from "../../src/local/storage.ts";
import { callerOf } from "../support/made-up-call.ts";
import { createManualClock } from "../support/manual-clock.ts";

type Response = Record<string, unknown>;
interface Shown {
  readonly timestamp: number;
  readonly message: string;
}

const streams = ["a", "b", "c"];
const batch = fc.record({
  stream: fc.constantFrom(...streams),
  offsets: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 }),
});

it("paging shows every event once and in order, whichever way it is read", async () => {
  const property = fc.asyncProperty(
    fc.array(batch, { maxLength: 12 }),
    fc.integer({ min: 1, max: 7 }),
    async (batches, limit) => {
      const clock = createManualClock();
      const storage = await openStorage(undefined);
      const { service } = await createLogs({ storage, clock, accountId: "000000000000" });
      const call = callerOf(service);
      const group = { logGroupName: "/g" };
      await call("CreateLogGroup", group);
      for (const logStreamName of streams) await call("CreateLogStream", { ...group, logStreamName });

      const written: (Shown & { stream: string })[] = [];
      for (const { stream, offsets } of batches) {
        const logEvents = offsets
          .sort((left, right) => left - right)
          .map((offset) => ({ timestamp: clock.now() + offset, message: `m${written.length}` }))
          .map((event, index) => ({ ...event, message: `${event.message}.${index}` }));
        written.push(...logEvents.map((event) => ({ ...event, stream })));
        await call("PutLogEvents", { ...group, logStreamName: stream, logEvents });
      }
      // Stable: equal timestamps stay in the order of arrival.
      const inOrder = written.toSorted((left, right) => left.timestamp - right.timestamp);
      const expected = (stream?: string) =>
        inOrder
          .filter((event) => stream === undefined || event.stream === stream)
          .map(({ message }) => message);

      const filter = (input: Response) => call("FilterLogEvents", { ...group, limit, ...input });
      expect(await readPages(filter, {})).toEqual(expected());
      expect(await readPages(filter, { startFromHead: false })).toEqual(expected().toReversed());
      for (const logStreamName of streams) {
        const get = (input: Response) => call("GetLogEvents", { ...group, logStreamName, limit, ...input });
        expect(await readPages(filter, { logStreamNames: [logStreamName] })).toEqual(expected(logStreamName));
        expect(await readForward(get)).toEqual(expected(logStreamName));
        expect(await readBackward(get)).toEqual(expected(logStreamName));
      }
      await storage.close();
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

type Read = (input: Response) => Promise<Response>;
const messagesOf = (response: Response) => (response["events"] as Shown[]).map(({ message }) => message);

async function readPages(read: Read, input: Response): Promise<string[]> {
  const seen: string[] = [];
  let nextToken: unknown;
  do {
    const page = await read({ ...input, nextToken });
    seen.push(...messagesOf(page));
    nextToken = page["nextToken"];
  } while (nextToken !== undefined);
  return seen;
}

async function readForward(read: Read): Promise<string[]> {
  const seen: string[] = [];
  let token: unknown;
  for (;;) {
    const page = await read({ startFromHead: true, nextToken: token });
    seen.push(...messagesOf(page));
    if (page["nextForwardToken"] === token) return seen;
    token = page["nextForwardToken"];
  }
}

async function readBackward(read: Read): Promise<string[]> {
  let seen: string[] = [];
  let token: unknown;
  for (;;) {
    const page = await read({ nextToken: token });
    seen = [...messagesOf(page), ...seen];
    if (page["nextBackwardToken"] === token) return seen;
    token = page["nextBackwardToken"];
  }
}
