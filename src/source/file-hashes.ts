import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { PackageFile } from "./package-files.ts";
import { sha256 } from "./source-digest.ts";

/** SHA-256 of files, remembered while the file system says that they are untouched. */
export interface FileHashes {
  /** @param nowMs epoch milliseconds, from before the file was looked at */
  hash(file: PackageFile, nowMs: number): Promise<string>;
  /** Forgets files not asked for since the last call. */
  sweep(): void;
}

/**
 * A file changed this recently may change again without its stamp moving: time stamps tick only every few
 * milliseconds, and on some file systems every two seconds.
 */
const settledMs = 3000;
const streamedBytes = 1_048_576;

export function createFileHashes(): FileHashes {
  let previous = new Map<string, string>();
  let current = new Map<string, string>();
  return {
    async hash(file, nowMs) {
      const id = `${file.stamp} ${file.path}`;
      const known = current.get(id) ?? previous.get(id);
      const digest = known ?? (await read(file));
      if (known !== undefined || file.changedMs < nowMs - settledMs) current.set(id, digest);
      return digest;
    },
    sweep() {
      previous = current;
      current = new Map();
    },
  };
}

async function read({ path, sizeBytes }: PackageFile): Promise<string> {
  if (sizeBytes <= streamedBytes) return sha256(await readFile(path));
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
