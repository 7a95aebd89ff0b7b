import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TempFolder {
  readonly path: string;
  /** Deletes it with all it holds. */
  remove(): Promise<void>;
}

/** Makes a new folder, for tests that share it; `withTempFolder` serves a single one better. */
export async function openTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), "xflow-test-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A new folder that is deleted with all it holds when `use` is done. */
export async function withTempFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const { path, remove } = await openTempFolder();
  try {
    return await use(path);
  } finally {
    await remove();
  }
}
