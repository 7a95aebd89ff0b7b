import { describe, expect, it } from "vitest";
import { createShownKeys } from "../../../src/kinds/stream/shown-keys.ts";

const arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/Words";
const id = "11111111-2222-3333-4444-555555555555";

describe("the key that AWS shows of a stream", () => {
  it("is what it shows, where nothing was asked of it", () => {
    expect(createShownKeys().toSent(arn, id)).toBe(id);
  });

  it("is the one asked for, in whatever form it is shown first", () => {
    const keys = createShownKeys();
    keys.sent(arn, "alias/ours");

    expect([keys.toSent(arn, id), keys.toSent(arn, id)]).toEqual(["alias/ours", "alias/ours"]);
  });

  it("is another once it shows another, which somebody else must have put there", () => {
    const keys = createShownKeys();
    keys.sent(arn, "alias/ours");
    keys.toSent(arn, id);

    expect(keys.toSent(arn, "alias/theirs")).toBe("alias/theirs");
  });

  it("is what it shows again when the stream was made anew", () => {
    const keys = createShownKeys();
    keys.sent(arn, "alias/ours");
    keys.toSent(arn, id);
    keys.forget(arn);

    expect(keys.toSent(arn, id)).toBe(id);
  });
});
