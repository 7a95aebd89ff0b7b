import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { dataMessages } from "../../../../src/local/logs/subscription-record.ts";
import { unpackMessage } from "../../../support/model-destinations.ts";

const source = { accountId: "000000000000", group: "/a", stream: "s", filter: "x" };

/** Text that hardly compresses. */
const noise = (seed: number) =>
  Array.from({ length: 20 }, (_, at) => createHash("sha256").update(`${seed} ${at}`).digest("hex")).join("");
const events = Array.from({ length: 40 }, (_, seq) => ({
  timestamp: 1,
  seq,
  message: noise(seq),
  ingestedAt: 1,
  stream: "s",
}));

describe("messages of a subscription filter", () => {
  it("are as many as it takes to stay within the destination's size, in order", () => {
    const messages = dataMessages(source, events, 4000);

    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(message.byteLength).toBeLessThanOrEqual(4000);
    const lines = messages.flatMap((message) =>
      unpackMessage(message).logEvents.map((event) => event.message),
    );
    expect(lines).toEqual(events.map(({ message }) => message));
  });

  it("leave out an event that is too large alone", () => {
    const large = {
      timestamp: 1,
      seq: 99,
      message: Array.from({ length: 9 }, (_, n) => noise(n)).join(""),
      ingestedAt: 1,
      stream: "s",
    };
    const [first, second] = events;
    const three = [first, large, second].filter((event) => event !== undefined);

    const lines = dataMessages(source, three, 2500).flatMap((message) => unpackMessage(message).logEvents);

    expect(lines.map(({ message }) => message)).toEqual([first?.message, second?.message]);
  });

  it("are none without events", () => {
    expect(dataMessages(source, [], 4000)).toEqual([]);
  });
});
