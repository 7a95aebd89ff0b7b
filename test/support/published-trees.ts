import { mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Texts by file name. */
export type Tree = Readonly<Record<string, string>>;

/** Publishes trees as git-sync 4 does: `current -> .worktrees/<commit>`, moved by a rename. */
export interface GitSync {
  readonly root: string;
  readonly link: string;
  publish(commit: string, tree: Tree): Promise<void>;
  /** Deletes everything in the root, as after a check that failed. */
  wipe(): Promise<void>;
}

/** @param keepsStale whether earlier trees stay, as with `--stale-worktree-timeout` */
export function createGitSync(root: string, { keepsStale = false } = {}): GitSync {
  const link = join(root, "current");
  let published: string | undefined;
  return {
    root,
    link,
    async publish(commit, tree) {
      const worktree = join(root, ".worktrees", commit);
      await rm(worktree, { recursive: true, force: true });
      await writeTree(worktree, { ".git": `gitdir: ../../.git/worktrees/${commit}\n`, ...tree });
      await symlink(join(".worktrees", commit), join(root, "tmp-link"));
      await rename(join(root, "tmp-link"), link);
      const stale = published === worktree ? undefined : published;
      published = worktree;
      if (stale === undefined) return;
      await utimes(stale, new Date(), new Date());
      if (!keepsStale) await rm(stale, { recursive: true });
    },
    async wipe() {
      published = undefined;
      for (const name of [".git", ".worktrees", "current"]) {
        await rm(join(root, name), { recursive: true, force: true });
      }
    },
  };
}

/** Forty hexadecimal digits that tell one commit from another. */
export function commitOf(number: number): string {
  return number.toString(16).padStart(40, "0");
}

/** Writes a ConfigMap into its mount as the kubelet does: `..data -> ..<time>`, and a link for each key. */
export interface ConfigMapMount {
  readonly folder: string;
  publish(time: string, tree: Tree): Promise<void>;
}

export function createConfigMapMount(folder: string): ConfigMapMount {
  let published: { readonly time: string; readonly keys: readonly string[] } | undefined;
  return {
    folder,
    async publish(time, tree) {
      await writeTree(join(folder, time), tree);
      await symlink(time, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
      const before = published;
      published = { time, keys: Object.keys(tree) };
      for (const key of published.keys) {
        if (!before?.keys.includes(key)) await symlink(`..data/${key}`, join(folder, key));
      }
      if (before === undefined) return;
      for (const key of before.keys) if (!(key in tree)) await rm(join(folder, key));
      await rm(join(folder, before.time), { recursive: true });
    },
  };
}

export async function writeTree(folder: string, tree: Tree): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(tree)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
