import { styleText } from "node:util";

export type Format = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Colours a text, or leaves it as it is. */
export type Style = (format: Format, text: string) => string;

export interface StyledStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Colours only on a terminal, and never when NO_COLOR is set to anything (no-color.org). */
export function createStyle(stream: StyledStream, env: Readonly<Record<string, string | undefined>>): Style {
  const isPlain = stream.isTTY !== true || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  if (isPlain) return (_format, text) => text;
  return (format, text) => styleText(format, text, { validateStream: false });
}

/** Columns that output is laid out for; what is not a terminal gets the classic 80. */
export function widthOf(stream: StyledStream): number {
  return Math.max(40, stream.columns ?? 80);
}

/** Cut to so many characters, the last of them an ellipsis if anything is missing. */
export function truncate(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}
