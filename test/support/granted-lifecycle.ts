import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateStreamCommand } from "@aws-sdk/client-kinesis";
import { vi } from "vitest";
import { openStateAccess } from "../../src/app/state-access.ts";
import {
  type Connection,
  configure,
  loadInput,
  planChanges,
  publishEvent,
  trackExecution,
} from "../../src/app.ts";
import type { RunSummary } from "../../src/core/progress.ts";
import { boundaryArn } from "../../src/core/right-conditions.ts";
import type { ExecutionSummary } from "../../src/tracking/summary.ts";
import { createSourceFolder } from "./desired-set.ts";
import type { Somebody } from "./foreign-changes.ts";
import { changedFiles, environment, fullFiles, looseFiles, type StoryLimits } from "./granted-story.ts";
import {
  beginExecution,
  makeLoose,
  meddle,
  type Session,
  type StoredCode,
  storyPlace,
  untilActive,
} from "./granted-world.ts";
import { realClock } from "./reached-kinds.ts";
import { isComplete } from "./tracked-execution.ts";
import { repositoryRoot } from "./xflow-process.ts";

const signal = new AbortController().signal;

/** A flow's life, and who plays which part. */
export interface StoryWorld {
  readonly endpoint: string;
  /** May do everything: the rest of the account. */
  readonly by: Somebody;
  readonly stored: StoredCode;
  readonly limits: StoryLimits;
  readonly leaseMs: number;
}

/** One acts with the credentials of the session, as a new process would. */
export async function as<T>(session: Session, act: () => Promise<T>): Promise<T> {
  vi.stubEnv("AWS_ACCESS_KEY_ID", session.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", session.secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", session.sessionToken);
  try {
    return await act();
  } finally {
    vi.unstubAllEnvs();
  }
}

function connectionTo(endpointUrl: string): Connection {
  const { instance, region } = storyPlace;
  return { instance, local: false, endpointUrl, region, pace: 20 };
}

/** What operators do: look, plan, and ask. */
export async function operate({ endpoint, by, stored }: StoryWorld, operator: Session): Promise<void> {
  await makeLoose(by, stored);
  const folder = await createSourceFolder(looseFiles(stored));
  const connection = connectionTo(endpoint);
  const state = openStateAccess(connection, storyPlace.table, realClock);
  try {
    const { set } = await loadInput(folder.path, [], {});
    await as(operator, async () => {
      await planChanges({ set, connection, table: storyPlace.table, signal });
      await Promise.all([state.lease(), state.controller(), state.rows(), state.events({ limit: 10 })]);
      const at = new Date(0).toISOString();
      const key = "default/Stream/Words";
      await state.write({ kind: "suspend", at, by: "ops", key });
      await state.clearSuspend(key);
      await state.write({ kind: "approve", at, by: "ops", digest: "d" });
      await state.write({ kind: "forget", at, by: "ops", key, token: "f" });
      await state.write({ kind: "reconcile", at, by: "ops", keys: "all", token: "r" });
      await state.requests();
    });
  } finally {
    state.close();
    await folder.remove();
  }
}

/** What `xflow -p` and `xflow -t` do. */
export async function publishAndTrack(
  { endpoint, by, stored, limits }: StoryWorld,
  publisher: Session,
): Promise<ExecutionSummary> {
  await beginExecution(by, "e1");
  const folder = await createSourceFolder(fullFiles(stored, limits));
  const connection = connectionTo(endpoint);
  try {
    const { set } = await loadInput(folder.path, [], {});
    return await as(publisher, async () => {
      await publishEvent(set, connection, "Words", JSON.stringify({ execution_id: "e2" }));
      return trackExecution(set, connection, "flow", "e1");
    });
  } finally {
    await folder.remove();
  }
}

/** What went wrong in a run, told. */
export class StoryError extends Error {
  constructor(stage: string, summary: RunSummary) {
    super(
      `${stage}: ${JSON.stringify([...summary.failed, ...summary.refused, ...summary.unfinished])} ${summary.deletionsHeld ?? ""}`,
    );
    this.name = "StoryError";
  }
}

type Folder = Awaited<ReturnType<typeof createSourceFolder>>;

/**
 * Everything is made, put right, changed, adopted, taken away.
 * @param meanwhile others act, before it is taken away
 * @throws StoryError
 */
export async function liveOut(
  world: StoryWorld,
  controller: Session,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  const folder = await createSourceFolder(fullFiles(world.stored, world.limits));
  const files = new Set(["flow.yaml"]);
  try {
    const run = (stage: string) => as(controller, () => configured(world, folder, files, stage));
    await run("create");
    await meddle(world.by, world.limits);
    await run("correct");
    await world.by.kinesis.send(new CreateStreamCommand({ StreamName: "t-Found", ShardCount: 1 }));
    await untilActive(world.by, "t-Found");
    await folder.write(changedFiles(world.stored));
    await run("change");
    await meanwhile();
    await folder.write({ "flow.yaml": "" });
    await run("prune");
  } finally {
    await folder.remove();
  }
}

/** Where functions run. */
export interface ExampleWorld extends StoryWorld {
  /** Resolves when log events have been written next. */
  nextLogs(): Promise<void>;
}

/** The environment with prefix and boundary, in the example's own file if it has one. */
async function boundExample(folder: string): Promise<Readonly<Record<string, string>>> {
  const name = "wordcount.yaml";
  const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
  if (text === undefined) return { "environment.yaml": environment() };
  const own = `spec:\n  namePrefix: ${storyPlace.namePrefix}\n  permissionsBoundary: ${boundaryArn(storyPlace)}\n`;
  return { [name]: text.replace("spec:\n", own) };
}

/** An example of `manifests`, under the prefix and the boundary: deployed, set off, and followed to its end. */
export async function runExample(
  world: ExampleWorld,
  example: string,
  parts: { readonly controller: Session; readonly publisher: Session },
): Promise<ExecutionSummary> {
  const folder = await createSourceFolder();
  const connection = connectionTo(world.endpoint);
  try {
    await cp(join(repositoryRoot, "manifests", example), folder.path, { recursive: true });
    await folder.write(await boundExample(folder.path));
    await as(parts.controller, () => configured(world, folder, new Set(), example));
    const { set } = await loadInput(folder.path, [], {});
    const data = JSON.stringify({ execution_id: "e1", message: "one two two" });
    return await as(parts.publisher, async () => {
      await publishEvent(set, connection, "FileUploaded", data);
      for (;;) {
        const more = world.nextLogs();
        const summary = await trackExecution(set, connection, "compute_word_count", "e1");
        if (isComplete(summary)) return summary;
        await more;
      }
    });
  } finally {
    await folder.remove();
  }
}

async function configured(
  { endpoint, leaseMs }: StoryWorld,
  { path }: Pick<Folder, "path">,
  files: ReadonlySet<string>,
  stage: string,
): Promise<void> {
  const { set } = await loadInput(path, [], {});
  const summary = await configure({
    ...{ path, set, connection: connectionTo(endpoint), table: storyPlace.table, leaseMs, signal },
    prune: { files, maxDeletes: 100 },
    onEvent: () => undefined,
  });
  const isDone = summary.failed.length === 0 && summary.ready.length === set.resources.size;
  if (!isDone || summary.deletionsHeld !== undefined) throw new StoryError(stage, summary);
}
