import { describe, expect, it } from "vitest";
import { createCallers } from "../../../../src/local/access/caller.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { openSessions } from "../../../../src/local/sts/sessions.ts";
import { createManualClock } from "../../../support/manual-clock.ts";

const accountId = "111122223333";
const roleArn = `arn:aws:iam::${accountId}:role/worker`;

async function setUp(strict: boolean) {
  const clock = createManualClock();
  const sessions = await openSessions(await openStorage(undefined), clock);
  const callers = createCallers(sessions, { accountId, clock, strict });
  const subject = { arn: `arn:aws:sts::${accountId}:assumed-role/worker/me`, userId: "AROA1:me", roleArn };
  return { clock, sessions, callers, subject };
}

describe("who calls", () => {
  it("is the account's root for a key that stands for nobody", async () => {
    const { callers } = await setUp(true);

    expect(callers.identify("lambda", "test")).toMatchObject({
      kind: "root",
      arn: `arn:aws:iam::${accountId}:root`,
    });
  });

  it.each([
    { service: "lambda", code: "ExpiredTokenException", status: 403 },
    { service: "kinesis", code: "ExpiredTokenException", status: 400 },
    { service: "iam", code: "ExpiredToken", status: 403 },
    { service: "sts", code: "ExpiredToken", status: 403 },
    { service: "s3", code: "ExpiredToken", status: 400 },
  ])("is a session until it expires, which $service calls $code", async ({ service, code, status }) => {
    const { clock, sessions, callers, subject } = await setUp(false);
    const { accessKeyId } = await sessions.open({ ...subject, expiresAt: clock.now() + 1000 });

    expect(callers.identify(service, accessKeyId)).toMatchObject({ kind: "session", arn: subject.arn });
    clock.advance(1000);
    expect(() => callers.identify(service, accessKeyId)).toThrow(expect.objectContaining({ code, status }));
  });

  it("is a function as long as its process lives", async () => {
    const { clock, sessions, callers, subject } = await setUp(true);
    const { accessKeyId } = sessions.lend(subject);

    clock.advance(7 * 86_400_000);
    expect(callers.identify("kinesis", accessKeyId)).toMatchObject({ arn: subject.arn });
    sessions.giveBack(accessKeyId);
    expect(() => callers.identify("kinesis", accessKeyId)).toThrow("is invalid");
  });

  it.each([
    { service: "dynamodb", code: "UnrecognizedClientException" },
    { service: "iam", code: "InvalidClientTokenId" },
    { service: "s3", code: "InvalidAccessKeyId" },
  ])(
    "is nobody for a temporary key that was not handed out, if $service is strict",
    async ({ service, code }) => {
      const [strict, lenient] = [await setUp(true), await setUp(false)];

      expect(() => strict.callers.identify(service, "ASIASTRANGER")).toThrow(
        expect.objectContaining({ code }),
      );
      expect(lenient.callers.identify(service, "ASIASTRANGER").kind).toBe("root");
    },
  );
});
