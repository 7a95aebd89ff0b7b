import type { Clock } from "./clock.ts";
import type { Durations } from "./durations.ts";
import { createDynamodb } from "./dynamodb/dynamodb.ts";
import { createIam } from "./iam/create-iam.ts";
import { createLogs } from "./logs/create-logs.ts";
import { createRoleDirectory } from "./role-directory.ts";
import type { RunningService, TagSource } from "./service.ts";
import type { Storage } from "./storage.ts";
import { createSts } from "./sts/sts.ts";
import { createTagging } from "./tagging/tagging.ts";

export interface ServicesContext {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
  /** Undefined keeps everything in memory. */
  readonly folder: string | undefined;
  /** Where the services are reached, as functions are told it. */
  readonly endpoint: string;
  readonly durations: Durations;
  /** How many clock milliseconds pass in a real one, for parts that cannot run on the clock. */
  readonly timeScale: number;
  onInternalError(error: unknown, where: string): void;
}

/**
 * Starts every service and connects them: the one place that knows them all.
 * @returns in the order in which they must be stopped
 */
export async function startServices(context: ServicesContext): Promise<readonly RunningService[]> {
  const { storage, clock, accountId, folder, durations, timeScale } = context;
  const dynamodb = await createDynamodb(storage, {
    folder,
    accountId,
    tableMs: durations.tableMs / timeScale,
  });
  const iam = await createIam({
    storage,
    clock,
    accountId,
    durations: { propagationMs: durations.rolePropagationMs },
  });
  const sts = await createSts({ storage, clock, roles: createRoleDirectory(iam.service) });
  const logs = await createLogs({ storage, clock, accountId });
  const sources: readonly TagSource[] = [dynamodb.tags, logs.tags];
  const tagging = createTagging({ clock, sources });
  return [tagging, sts, iam, logs, dynamodb];
}
