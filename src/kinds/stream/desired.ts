import type { StreamResource, Tags } from "../../api/resource.ts";
import type { Target } from "../../core/kind.ts";
import { wantedTags } from "../../core/tag-diff.ts";

/** What is managed of a stream. */
export type StreamFields = {
  readonly mode: "provisioned" | "onDemand";
  /** Open shards; nobody's business while AWS scales them itself. */
  readonly shards?: number;
  readonly retentionHours: number;
  readonly encryptionKeyId?: string;
  readonly tags: Tags;
};

/** What Kinesis gives a new stream; none of it is a parameter of the create call. */
export const newStream = { retentionHours: 24 } as const;

export function desireStream({ key, spec }: StreamResource, { instance }: Target): StreamFields {
  const { capacity, encryptionKeyId } = spec;
  return {
    mode: capacity.mode,
    ...(capacity.mode === "provisioned" && { shards: capacity.shards }),
    retentionHours: spec.retentionHours,
    ...(encryptionKeyId !== undefined && { encryptionKeyId }),
    tags: wantedTags(spec.tags, { instance, resource: key }),
  };
}
