import { StringDecoder } from "node:string_decoder";

/** CloudWatch Logs takes no longer event; a longer line is cut into several. */
const maxLineLength = 256 * 1024;

/** Cuts a byte stream into lines. */
export interface OutputLines {
  push(chunk: Uint8Array): void;
  /** Emits an unfinished last line. */
  finish(): void;
}

/** @param emit gets each line without its line feed */
export function createOutputLines(emit: (line: string) => void): OutputLines {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    push: (chunk) => {
      const lines = (rest + decoder.write(Buffer.from(chunk))).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) emit(line);
      while (rest.length > maxLineLength) {
        emit(rest.slice(0, maxLineLength));
        rest = rest.slice(maxLineLength);
      }
    },
    finish: () => {
      if (rest !== "") emit(rest);
      rest = "";
    },
  };
}
