import type { StyledStream } from "./style.ts";

/** Draws over what it drew before. */
export interface Screen {
  draw(lines: readonly string[]): void;
}

export interface ScreenStream extends StyledStream {
  readonly rows?: number;
  write(text: string): unknown;
}

/** Whether drawing in place works. */
export function isScreen(stream: StyledStream, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/**
 * In place means moving up as many lines as were drawn. What scrolled out cannot be reached, so no more lines are
 * drawn than the terminal has.
 */
export function createScreen(stream: ScreenStream): Screen {
  let drawn = 0;
  return {
    draw: (lines) => {
      const shown = cutToRows(lines, Math.max(2, stream.rows ?? 24) - 1);
      const clear = drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : "";
      stream.write(clear + shown.map((line) => `${line}\n`).join(""));
      drawn = shown.length;
    },
  };
}

function cutToRows(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const shown = rows - 1;
  return [...lines.slice(0, shown), `… ${lines.length - shown} more lines`];
}
