import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionCode } from "./function-row.ts";

/** Deployment packages by what they hold; equal ones are kept once. */
export interface CodeStore {
  put(zip: Uint8Array): Promise<FunctionCode>;
  /** @throws Error when nothing of that digest was put */
  read(sha256: string): Promise<Uint8Array>;
  delete(sha256: string): Promise<void>;
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
    delete: async (sha256) => {
      packages.delete(sha256);
    },
  };
}

/** A package is written beside its place and moved there, so that a killed process leaves no half of one. */
function createFileStore(folder: string): CodeStore {
  const pathOf = (sha256: string) => join(folder, `${Buffer.from(sha256, "base64").toString("hex")}.zip`);
  return {
    put: async (zip) => {
      const code = codeOf(zip);
      const path = pathOf(code.sha256);
      await mkdir(folder, { recursive: true });
      await writeFile(`${path}.part`, zip);
      await rename(`${path}.part`, path);
      return code;
    },
    read: (sha256) => readFile(pathOf(sha256)),
    delete: (sha256) => rm(pathOf(sha256), { force: true }),
  };
}
