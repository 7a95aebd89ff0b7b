import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { CallError } from "../../../src/core/call-error.ts";
import { createLog, logLevels } from "../../../src/telemetry/log.ts";
import { openLogDestination } from "../../../src/telemetry/log-destination.ts";
import { captureLog } from "../../support/captured-log.ts";

const canary = "canary-4f1d";

describe("log", () => {
  it("writes an object a line, with instance, version, ISO time and the level's name", () => {
    const { log, lines, text } = captureLog();

    log.info("changed AWS", { call: "lambda:CreateFunction" });

    expect(lines()).toEqual([
      {
        level: "info",
        time: "2026-01-02T03:04:05.678Z",
        instance: "prod",
        version: "1.2.3",
        call: "lambda:CreateFunction",
        msg: "changed AWS",
      },
    ]);
    expect(text()).toMatch(/^\{.*\}\n$/);
  });

  it.each(logLevels)("knows the level %s", (level) => {
    const { log, lines } = captureLog();

    log[level]("something");

    expect(lines()).toMatchObject([{ level, msg: "something" }]);
  });

  it("leaves out what is below its level, which may change while it runs", () => {
    const { log, lines } = captureLog("info");
    const child = log.child({ reconcileId: "r1" });

    child.debug("first");
    log.level = "debug";
    child.debug("second");
    child.level = "error";
    log.warn("third");

    expect(lines().map(({ msg }) => msg)).toEqual(["second"]);
    expect(log.level).toBe("error");
  });

  it("puts a child's fields into each of its lines, the line's own before them", () => {
    const { log, lines } = captureLog();

    log.child({ a: 1, b: 1 }).child({ c: 2 }).info("x", { b: 3 });

    expect(lines()).toMatchObject([{ a: 1, b: 3, c: 2 }]);
  });

  it("tells an error with its causes, and nothing an SDK hung on it", () => {
    const { log, lines, text } = captureLog();
    const refused = Object.assign(new Error("no rights"), {
      name: "AccessDeniedException",
      $metadata: { requestId: "req-1", httpStatusCode: 400 },
      $response: { headers: { "x-api": canary }, body: canary },
    });

    log.error("failed", { err: new CallError("iam:GetRole", { kind: "transient" }, refused) });

    expect(lines()).toMatchObject([
      {
        err: {
          type: "CallError",
          message: "iam:GetRole: AccessDeniedException: no rights",
          call: "iam:GetRole",
          cause: { type: "AccessDeniedException", message: "no rights", requestId: "req-1" },
        },
      },
    ]);
    expect(text()).not.toContain(canary);
  });
});

describe("secrets in log fields", () => {
  const cases: readonly { readonly reason: string; readonly fields: Readonly<Record<string, unknown>> }[] = [
    { reason: "an authorization header", fields: { headers: { Authorization: `Bearer ${canary}` } } },
    { reason: "a session token", fields: { credentials: { sessionToken: canary } } },
    { reason: "credentials as one text", fields: { deep: { er: { awsCredentials: canary } } } },
    { reason: "a secret access key", fields: { SecretAccessKey: canary } },
    { reason: "an access key's id", fields: { aws_access_key_id: canary } },
    { reason: "an API token in a list", fields: { list: [{ "x-api-token": canary }] } },
    { reason: "a password", fields: { db: { PASSWORD: canary } } },
    { reason: "a number as a token", fields: { token: 4_119_284_417 } },
    { reason: "declared environment values", fields: { spec: { environment: { DATABASE_URL: canary } } } },
    { reason: "Lambda's environment values", fields: { Environment: { Variables: { X: canary } } } },
    { reason: "a changed environment value", fields: { changes: [{ path: "environment.X", to: canary }] } },
    { reason: "drift of an environment value", fields: { drift: [{ path: "environment.X", is: canary }] } },
    { reason: "code", fields: { zip: Buffer.from(canary) } },
    { reason: "in a map", fields: { map: new Map([["token", canary]]) } },
    { reason: "in an error's cause", fields: { err: new Error("x", { cause: { token: canary } }) } },
  ];

  it.each(cases)("are left out: $reason", ({ fields }) => {
    const { log, lines, text } = captureLog();

    log.child(fields).info("first");
    log.info("second", fields);

    expect(lines()).toHaveLength(2);
    expect(text()).not.toContain(canary);
    expect(text()).not.toContain("4119284417");
    expect(text()).not.toContain(JSON.stringify([...Buffer.from(canary)]).slice(1, -1));
  });

  it("leave the names of environments and variables readable", () => {
    const { log, lines } = captureLog();

    log.info("x", { environment: "prod", spec: { environment: { MODE: "fast" } }, tokens: 3 });

    expect(lines()).toMatchObject([
      { environment: "prod", spec: { environment: { MODE: "(withheld)" } }, tokens: 3 },
    ]);
  });

  it("do not lead into circles", () => {
    const { log, lines } = captureLog();
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;

    log.info("x", { circle, big: 3n });

    expect(lines()).toMatchObject([{ big: "3", circle: { self: { self: {} } } }]);
  });
});

describe("log destination", () => {
  async function written(isTerminal: boolean): Promise<string> {
    const to = new PassThrough();
    const destination = await openLogDestination({ isTerminal, hasColors: false, to });
    const clock = { now: () => 0 };
    const log = createLog({ clock, destination }, { level: "info", instance: "prod", version: "1.2.3" });

    log.info("changed AWS", { call: "lambda:CreateFunction", attempts: 2 });
    await new Promise((resolve) => setImmediate(resolve));

    return String(to.read());
  }

  it("writes JSON for machines", async () => {
    expect(JSON.parse(await written(false))).toMatchObject({ msg: "changed AWS" });
  });

  it("writes a readable line for people", async () => {
    expect(await written(true)).toMatch(/^\[.*\] INFO: lambda:CreateFunction \{"attempts":2\}\n$/);
  });
});
