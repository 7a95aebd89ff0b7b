import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Storage } from "../storage.ts";
import type { CodeStore } from "./code-store.ts";
import { functionNotFound } from "./errors.ts";
import type { FunctionRow } from "./function-row.ts";

/** The functions there are, and the passing of their states. */
export interface FunctionStore {
  find(arn: string): FunctionRow | undefined;
  /** @throws AwsError ResourceNotFoundException */
  get(arn: string): FunctionRow;
  /** In order of their ARNs. */
  inRegion(region: string): FunctionRow[];
  /** Saves a change; a Pending or Updating function becomes Active at its time. */
  save(row: FunctionRow): Promise<void>;
  /** Saves a change that moves the revision. @returns the row as saved */
  revise(row: FunctionRow): Promise<FunctionRow>;
  delete(row: FunctionRow): Promise<void>;
  /** Cancels what is due. */
  stop(): void;
}

/** Opens the functions an earlier run left, and goes on with their states. */
export async function openFunctionStore(
  storage: Storage,
  clock: Clock,
  packages: CodeStore,
): Promise<FunctionStore> {
  const table = await storage.table<FunctionRow>("lambda/functions");
  const timers = new Map<string, () => void>();
  const rows = () => [...table.entries()].map(([, row]) => row);

  function schedule(row: FunctionRow): void {
    timers.get(row.arn)?.();
    timers.delete(row.arn);
    if (row.state === "Active") return;
    const delay = Math.max(0, row.settlesAt - clock.now());
    timers.set(
      row.arn,
      clock.after(delay, () => settle(row.arn)),
    );
  }

  function settle(arn: string): void {
    const row = table.get(arn);
    if (row === undefined) return;
    const revisionId = randomUUID();
    const { settings, code } = row;
    void save({ ...row, state: "Active", revisionId, running: { settings, code, revision: revisionId } });
  }

  async function save(row: FunctionRow): Promise<void> {
    schedule(row);
    await table.set(row.arn, row);
  }

  // A package may be put for a function whose row is not saved yet, so unused ones go now and never later.
  await packages.keepOnly(new Set(rows().flatMap((row) => [row.code.sha256, row.running.code.sha256])));
  for (const row of rows()) schedule(row);

  return {
    find: (arn) => table.get(arn),
    get: (arn) => {
      const row = table.get(arn);
      if (row === undefined) throw functionNotFound(arn);
      return row;
    },
    inRegion: (region) => rows().filter((row) => row.region === region),
    save,
    revise: async (row) => {
      const revised = { ...row, revisionId: randomUUID() };
      await save(revised);
      return revised;
    },
    delete: async (row) => {
      timers.get(row.arn)?.();
      timers.delete(row.arn);
      await table.delete(row.arn);
    },
    stop: () => {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
