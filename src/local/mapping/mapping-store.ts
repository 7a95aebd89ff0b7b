import { AwsError } from "../aws-error.ts";
import type { Storage } from "../storage.ts";
import type { MappingRow } from "./mapping-row.ts";

/** Mappings by ARN; rows are replaced, never changed. */
export interface MappingStore {
  find(arn: string): MappingRow | undefined;
  /** @throws AwsError ResourceNotFoundException */
  get(arn: string): MappingRow;
  /** In ascending order of ARN, so of UUID. */
  inRegion(region: string): readonly MappingRow[];
  all(): readonly MappingRow[];
  save(row: MappingRow): Promise<void>;
  remove(arn: string): Promise<void>;
}

export async function openMappingStore(storage: Storage): Promise<MappingStore> {
  const table = await storage.table<MappingRow>("mapping/mappings");
  const all = () => [...table.entries()].map(([, row]) => row);
  return {
    find: (arn) => table.get(arn),
    get: (arn) => {
      const row = table.get(arn);
      if (row === undefined) {
        throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
      }
      return row;
    },
    inRegion: (region) => all().filter((row) => row.arn.split(":")[3] === region),
    all,
    save: (row) => table.set(row.arn, row),
    remove: (arn) => table.delete(arn),
  };
}

export function mappingArn(region: string, accountId: string, uuid: string): string {
  return `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
}
