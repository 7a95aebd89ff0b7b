import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunnableFunction } from "../lambda/ports.ts";
import { unpackZip } from "./zip.ts";

/** The unpacked code of functions, one folder for each function and package. */
export interface CodeFolders {
  /** Unpacks at the first call. @returns the task root */
  folderOf(fn: RunnableFunction): Promise<string>;
  /** Removes what was unpacked for a function. Its sandboxes must be gone. */
  forget(functionArn: string): Promise<void>;
  /** Removes everything. */
  close(): Promise<void>;
}

/**
 * `folder` is this module's alone: what an earlier run left in it is removed first.
 *
 * Beside the task roots stands a `node_modules` with links to the SDK that xflow itself uses. Node.js finds it
 * from a task root for `import` and `require` alike, as it finds the SDK in the managed runtimes, and finds none
 * of xflow's other dependencies. For the same reason `folder` should not lie below a project's own node_modules.
 *
 * @param folder undefined makes one in the system's temporary folder
 */
export function createCodeFolders(folder: string | undefined): CodeFolders {
  let root: Promise<string> | undefined;
  const unpacked = new Map<string, Promise<string>>();

  async function unpack(fn: RunnableFunction, key: string): Promise<string> {
    root ??= prepareRoot(folder);
    const path = join(await root, key);
    await unpackZip(await fn.code.read(), path);
    return path;
  }

  return {
    folderOf: (fn) => {
      const key = `${prefixOf(fn.arn)}-${digest(fn.code.sha256)}`;
      const known = unpacked.get(key) ?? unpack(fn, key);
      unpacked.set(key, known);
      known.catch(() => unpacked.delete(key));
      return known;
    },
    forget: async (functionArn) => {
      for (const [key, path] of [...unpacked]) {
        if (!key.startsWith(`${prefixOf(functionArn)}-`)) continue;
        unpacked.delete(key);
        await path.then(remove, () => {});
      }
    },
    close: async () => {
      unpacked.clear();
      if (root !== undefined) await remove(await root);
      root = undefined;
    },
  };
}

async function prepareRoot(folder: string | undefined): Promise<string> {
  const root = folder ?? (await mkdtemp(join(tmpdir(), "xflow-functions-")));
  if (folder !== undefined) await remove(folder);
  await mkdir(join(root, "node_modules"), { recursive: true });
  // Above a function there is nothing on Lambda: what a package.json further up says must not apply to it.
  await writeFile(join(root, "package.json"), "{}");
  const sdk = scopeFolder("@aws-sdk/client-lambda", import.meta.url);
  if (sdk !== undefined) {
    await symlink(sdk, join(root, "node_modules", "@aws-sdk"));
    const smithy = scopeFolder("@smithy/core", join(sdk, "client-lambda", "package.json"));
    if (smithy !== undefined) await symlink(smithy, join(root, "node_modules", "@smithy"));
  }
  return root;
}

/** @returns the folder that holds a scope's packages, e.g. `…/node_modules/@aws-sdk`; undefined when not installed */
function scopeFolder(packageName: string, from: string): string | undefined {
  const [scope = ""] = packageName.split("/");
  try {
    const found = createRequire(from).resolve(packageName);
    return found.slice(0, found.lastIndexOf(`/${scope}/`) + scope.length + 1);
  } catch {
    return undefined;
  }
}

function prefixOf(functionArn: string): string {
  return digest(functionArn);
}

/** Short enough for a path, long enough not to collide. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 });
}
