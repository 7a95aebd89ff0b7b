import type { Storage } from "../storage.ts";

/** How far a mapping has come in one shard. */
export interface Checkpoint {
  /** It and everything before it is resolved; absent while nothing is. */
  readonly sequenceNumber?: string;
  /** The shard was closed and all of it is resolved: its children may be read. */
  readonly isDrained: boolean;
}

/** Durable progress of every mapping, by mapping and shard. */
export interface Checkpoints {
  get(mappingUuid: string, shardId: string): Checkpoint | undefined;
  save(mappingUuid: string, shardId: string, checkpoint: Checkpoint): Promise<void>;
  /** Forgets one mapping's shards. */
  forget(mappingUuid: string): Promise<void>;
  /** Forgets everything of mappings that are not among these: a crash may have left it. */
  keepOnly(mappingUuids: ReadonlySet<string>): Promise<void>;
}

export async function openCheckpoints(storage: Storage): Promise<Checkpoints> {
  const table = await storage.table<Checkpoint>("mapping/checkpoints");
  const remove = async (isMeant: (mappingUuid: string) => boolean) => {
    const keys = [...table.entries()].map(([key]) => key);
    const meant = keys.filter((key) => isMeant(key.split("/")[0] ?? ""));
    await Promise.all(meant.map((key) => table.delete(key)));
  };
  return {
    get: (mappingUuid, shardId) => table.get(`${mappingUuid}/${shardId}`),
    save: (mappingUuid, shardId, checkpoint) => table.set(`${mappingUuid}/${shardId}`, checkpoint),
    forget: (mappingUuid) => remove((uuid) => uuid === mappingUuid),
    keepOnly: (mappingUuids) => remove((uuid) => !mappingUuids.has(uuid)),
  };
}
