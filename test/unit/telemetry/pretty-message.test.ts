import { describe, expect, it } from "vitest";
import { prettyMessage } from "../../../src/telemetry/pretty-message.ts";

const parse = { environment: "default", kind: "Function", name: "parse" };
const revision = "852b6da7c9ae".padEnd(64, "3");

describe("a line of the log on a terminal", () => {
  it("tells a call, and which fields it changed", () => {
    const changes = [{ path: "source" }, { path: "memoryMb", from: 128, to: 256 }];
    const line = { ...parse, msg: "changed AWS", call: "lambda:UpdateFunctionCode", changes, revision };
    expect(prettyMessage(line)).toBe("Function/parse: lambda:UpdateFunctionCode (source, memoryMb)");
    expect(prettyMessage({ ...parse, msg: "changed AWS", call: "lambda:CreateFunction", changes: [] })).toBe(
      "Function/parse: lambda:CreateFunction",
    );
  });

  it("names the environment unless it is the default one", () => {
    const line = { ...parse, environment: "prod", msg: "failed, to be tried again", detail: "no answer" };
    expect(prettyMessage(line)).toBe("prod/Function/parse: failed, to be tried again: no answer");
  });

  it("tells events by their reason", () => {
    const line = { ...parse, msg: "resource event", reason: "DriftCorrected", detail: "put back: memoryMb" };
    expect(prettyMessage(line)).toBe("Function/parse: DriftCorrected: put back: memoryMb");
    expect(
      prettyMessage({ msg: "instance event", reason: "DeletionBlocked", detail: "2 deletes wait" }),
    ).toBe("DeletionBlocked: 2 deletes wait");
  });

  it("tells the revision of the source, in short", () => {
    expect(prettyMessage({ msg: "source read", revision })).toBe("source read, revision 852b6da7c9ae");
  });

  it("leaves the terminal alone, whatever AWS says", () => {
    expect(prettyMessage({ msg: "failed", detail: "a\u001b[2J\nb" })).toBe("failed: a [2J b");
  });
});
