import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Moves a link from tree to tree every few milliseconds, in a thread of its own. */
export interface Swapper extends AsyncDisposable {
  /** @returns how many trees were published */
  stop(): Promise<number>;
}

/**
 * The thread, as text: the test runner's loader does not reach into threads. It publishes like git-sync with
 * no stale time: a new tree, a renamed link, and the last but `kept` trees deleted at once.
 */
const program = `
  const { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
  const { parentPort, workerData } = require("node:worker_threads");
  const { root, files, stamp, kept } = workerData;
  const trees = [];
  let count = 0;
  let isStopped = false;
  parentPort.on("message", () => { isStopped = true; });
  const publish = () => {
    count += 1;
    const commit = count.toString(16).padStart(40, "0");
    const tree = root + "/.worktrees/" + commit;
    mkdirSync(tree, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(tree + "/" + name, text.replaceAll(stamp, commit));
    }
    symlinkSync(".worktrees/" + commit, root + "/tmp-link");
    renameSync(root + "/tmp-link", root + "/current");
    trees.push(tree);
    if (trees.length > kept) rmSync(trees.shift(), { recursive: true });
  };
  const turn = () => {
    if (isStopped) return void parentPort.postMessage(count);
    publish();
    if (count === 1) parentPort.postMessage(count);
    setTimeout(turn, count % 5);
  };
  turn();
`;

/** @param tree its files with `stamp` wherever the commit belongs; resolves when the first is published */
export async function startSwapper(
  root: string,
  tree: { readonly files: Readonly<Record<string, string>>; readonly stamp: string; readonly kept: number },
): Promise<Swapper> {
  const worker = new Worker(program, { eval: true, workerData: { root, ...tree } });
  await once(worker, "message");
  const stop = async () => {
    worker.postMessage("stop");
    const [count] = (await once(worker, "message")) as [number];
    return count;
  };
  return { stop, [Symbol.asyncDispose]: async () => void (await worker.terminate()) };
}
