import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionCode } from "./function-row.ts";

/** Deployment packages by what they hold; equal ones are kept once. */
export interface CodeStore {
  put(zip: Uint8Array): Promise<FunctionCode>;
  /** @throws Error when nothing of that digest was put */
  read(sha256: string): Promise<Uint8Array>;
  /** Forgets all others. Only while nobody puts: what is just being put would be among them. */
  keepOnly(sha256s: ReadonlySet<string>): Promise<void>;
}

/** What a package is called by Lambda. */
export function codeOf(zip: Uint8Array): FunctionCode {
  return { sha256: createHash("sha256").update(zip).digest("base64"), sizeBytes: zip.byteLength };
}

/** @param folder made if missing; undefined keeps packages in memory */
export function createCodeStore(folder: string | undefined): CodeStore {
  return folder === undefined ? createMemoryStore() : createFileStore(folder);
}

function createMemoryStore(): CodeStore {
  const packages = new Map<string, Uint8Array>();
  return {
    put: async (zip) => {
      const code = codeOf(zip);
      packages.set(code.sha256, zip);
      return code;
    },
    read: async (sha256) => {
      const zip = packages.get(sha256);
      if (zip === undefined) throw new Error(`no package with digest ${sha256}`);
      return zip;
    },
    keepOnly: async (sha256s) => {
      for (const sha256 of packages.keys()) if (!sha256s.has(sha256)) packages.delete(sha256);
    },
  };
}

/**
 * A package is written beside its place and moved there, so that a killed process leaves no half of one, and
 * that two functions may bring the same one at once.
 */
function createFileStore(folder: string): CodeStore {
  const nameOf = (sha256: string) => `${Buffer.from(sha256, "base64").toString("hex")}.zip`;
  const pathOf = (sha256: string) => join(folder, nameOf(sha256));
  return {
    put: async (zip) => {
      const code = codeOf(zip);
      const path = pathOf(code.sha256);
      await mkdir(folder, { recursive: true });
      const part = `${path}.${randomUUID()}`;
      await writeFile(part, zip);
      await rename(part, path);
      return code;
    },
    read: (sha256) => readFile(pathOf(sha256)),
    keepOnly: async (sha256s) => {
      const kept = new Set([...sha256s].map(nameOf));
      const found = await readdir(folder).catch(() => []);
      for (const name of found) if (!kept.has(name)) await rm(join(folder, name), { force: true });
    },
  };
}
