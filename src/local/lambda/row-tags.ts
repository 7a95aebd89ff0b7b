import { type TaggedRow, untagged } from "../once-tagged.ts";
import type { MappingTags } from "./ports.ts";
import { readTags } from "./tag-input.ts";

/** The tags of one kind of resource, by ARN. */
export type ResourceTags = Pick<MappingTags, "tag" | "untag" | "tagsOf">;

/** Where resources are kept, with their tags. */
export interface TaggedRows<Row extends TaggedRow> {
  /** @throws AwsError ResourceNotFoundException */
  get(arn: string): Row;
  save(row: Row): Promise<unknown>;
}

/** Keeps tags in the rows of their resources; each call throws what `get` throws. */
export function createRowTags<Row extends TaggedRow>(rows: TaggedRows<Row>): ResourceTags {
  return {
    tagsOf: (arn) => rows.get(arn).tags,
    tag: async (arn, tags) => {
      const row = rows.get(arn);
      await rows.save({ ...row, tags: readTags({ ...row.tags, ...tags }) });
    },
    untag: async (arn, keys) => {
      await rows.save(untagged(rows.get(arn), keys));
    },
  };
}
