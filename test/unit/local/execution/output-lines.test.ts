import { describe, expect, it } from "vitest";
import { createOutputLines } from "../../../../src/local/execution/output-lines.ts";

function linesOf(...chunks: readonly Uint8Array[]): readonly string[] {
  const emitted: string[] = [];
  const lines = createOutputLines((line) => emitted.push(line));
  for (const chunk of chunks) lines.push(chunk);
  lines.finish();
  return emitted;
}

describe("output lines", () => {
  it("are cut at line feeds, wherever the chunks end", () => {
    expect(linesOf(Buffer.from("a\nb"), Buffer.from("c\n\nd"))).toEqual(["a", "bc", "", "d"]);
  });

  it("keep characters that a chunk's end splits", () => {
    const bytes = Buffer.from("é\n");

    expect(linesOf(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(["é"]);
  });

  it("are cut at 256 KB, the longest a log event may be", () => {
    const cut = linesOf(Buffer.from(`${"x".repeat(600 * 1024)}\nend`));

    expect(cut.every((line) => line.length <= 256 * 1024)).toBe(true);
    expect(cut.join("")).toBe(`${"x".repeat(600 * 1024)}end`);
  });
});
