import { realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * The git-sync tree a folder lies in: git-sync makes worktrees, whose `.git` is a file. Undefined outside of
 * one; an ordinary clone, whose `.git` is a directory, is none.
 */
export async function findSourceTree(folder: string): Promise<string | undefined> {
  let at = await realpath(folder);
  for (;;) {
    const git = await stat(join(at, ".git")).catch(() => undefined);
    if (git !== undefined) return git.isFile() ? at : undefined;
    if (dirname(at) === at) return undefined;
    at = dirname(at);
  }
}
