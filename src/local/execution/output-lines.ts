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

  function emitPieces(line: string): void {
    for (let start = 0; start === 0 || start < line.length; start += maxLineLength) {
      emit(line.slice(start, start + maxLineLength));
    }
  }

  return {
    push: (chunk) => {
      const lines = (rest + decoder.write(Buffer.from(chunk))).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) emitPieces(line);
      if (rest.length > maxLineLength) {
        emitPieces(rest);
        rest = "";
      }
    },
    finish: () => {
      if (rest !== "") emit(rest);
      rest = "";
    },
  };
}
