import { open } from "node:fs/promises";
import type { Diagnostic } from "../api/diagnostic.ts";
import { codeOf, type FoundFile, isGone } from "./discover.ts";
import { type BrokenDocument, brokenText, looksOurs, type ParsedFile, parseFile } from "./parse-file.ts";
import { sha256 } from "./source-digest.ts";
import { yamlLimits } from "./yaml-document.ts";

/** A file as parsed, and the digest of its text. */
export interface ReadFile extends ParsedFile {
  readonly path: string;
  readonly digest: string;
}

/** Remembers files by their text: only changed ones are parsed again. */
export interface FileParser {
  /**
   * @param alwaysOurs whether a file that cannot be read counts as broken, whatever it holds
   * @throws the file system's error when the file is gone
   */
  read(found: FoundFile, alwaysOurs: boolean): Promise<ReadFile>;
  /** Forgets files not read since the last call. */
  sweep(): void;
}

export function createFileParser(): FileParser {
  let previous = new Map<string, ParsedFile>();
  let current = new Map<string, ParsedFile>();
  return {
    async read({ file, path }, alwaysOurs) {
      const text = await readCapped(path).catch((error: unknown) => {
        if (isGone(error)) throw error;
        return { problem: codeOf(error) };
      });
      if ("problem" in text) return unreadable(file, path, text.problem);
      const digest = sha256(text.bytes);
      const id = JSON.stringify([file, digest, alwaysOurs]);
      const parsed = current.get(id) ?? previous.get(id) ?? parseBytes(file, text, alwaysOurs);
      current.set(id, parsed);
      return { ...parsed, path, digest };
    },
    sweep() {
      previous = current;
      current = new Map();
    },
  };
}

interface CappedText {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** At most the allowed size, however large the file. */
async function readCapped(path: string): Promise<CappedText> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, yamlLimits.bytes + 1));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const isWhole = bytesRead <= yamlLimits.bytes;
    return { bytes: buffer.subarray(0, Math.min(bytesRead, yamlLimits.bytes)), isWhole };
  } finally {
    await handle.close();
  }
}

function parseBytes(file: string, text: CappedText, alwaysOurs: boolean): ParsedFile {
  const decoded = text.isWhole ? decode(text.bytes) : undefined;
  if (decoded !== undefined) return parseFile(file, decoded, alwaysOurs);
  const roughly = Buffer.from(text.bytes).toString("latin1");
  if (!alwaysOurs && !looksOurs(roughly)) {
    return { file, standing: "ignored", manifests: [], seeds: [], broken: [], diagnostics: [] };
  }
  return text.isWhole
    ? broken(file, "InvalidYaml", "is not UTF-8", brokenText(roughly))
    : broken(file, "FileTooLarge", `is larger than ${yamlLimits.bytes} bytes`, brokenText(roughly));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whatever it may hold, an Environment for instance. */
function unreadable(file: string, path: string, reason: string): ReadFile {
  const parsed = broken(file, "UnreadableFile", `cannot be read: ${reason}`, { kind: "Environment" });
  return { ...parsed, path, digest: "" };
}

function broken(file: string, code: string, message: string, declared: BrokenDocument): ParsedFile {
  const found: Diagnostic = { severity: "error", code, message, file, line: 1, column: 1 };
  return { file, standing: "ours", manifests: [], seeds: [], broken: [declared], diagnostics: [found] };
}
