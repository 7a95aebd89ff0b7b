import { untagged } from "../once-tagged.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { integer, listOf, optional, readMembers } from "./input.ts";
import type { Stream } from "./stream.ts";
import { type Tags, tagKey, tagMap, withTags } from "./tags.ts";
import { findActiveStream, findStream, STREAM_TARGET, streamArn } from "./target-stream.ts";

/**
 * Tags, by stream and by resource ARN; both show the same tags. They change at once, in ACTIVE only.
 * Rule: Kinesis API reference, AddTagsToStream and TagResource.
 */
export function tagOperations(context: KinesisContext): Record<string, Operation> {
  return {
    AddTagsToStream: async (call) => {
      const input = readMembers(call.input, { ...STREAM_TARGET, Tags: tagMap });
      await addTags(findActiveStream(context, call, input), input.Tags);
      return undefined;
    },
    RemoveTagsFromStream: async (call) => {
      const input = readMembers(call.input, { ...STREAM_TARGET, TagKeys: tagKeys });
      await removeTags(findActiveStream(context, call, input), input.TagKeys);
      return undefined;
    },
    ListTagsForStream: (call) => listTagsForStream(context, call),
    TagResource: async (call) => {
      const input = readMembers(call.input, { ResourceARN: streamArn, Tags: tagMap });
      await addTags(findActiveStream(context, call, { StreamARN: input.ResourceARN }), input.Tags);
      return undefined;
    },
    UntagResource: async (call) => {
      const input = readMembers(call.input, { ResourceARN: streamArn, TagKeys: tagKeys });
      await removeTags(findActiveStream(context, call, { StreamARN: input.ResourceARN }), input.TagKeys);
      return undefined;
    },
    ListTagsForResource: (call) => {
      const input = readMembers(call.input, { ResourceARN: streamArn });
      const stream = findStream(context, call, { StreamARN: input.ResourceARN });
      return { Tags: listed(stream.state.tags) };
    },
  };
}

const tagKeys = listOf(tagKey, { min: 1, max: 50 });
const LIST_TAGS = {
  ...STREAM_TARGET,
  ExclusiveStartTagKey: optional(tagKey),
  Limit: optional(integer(1, 50)),
};

function listTagsForStream(context: KinesisContext, call: Call): JsonObject {
  const input = readMembers(call.input, LIST_TAGS);
  const { tags } = findStream(context, call, input).state;
  const after = input.ExclusiveStartTagKey ?? "";
  const rest = listed(tags).filter(({ Key }) => Key > after);
  const page = rest.slice(0, input.Limit ?? 50);
  return { Tags: page, HasMoreTags: page.length < rest.length };
}

function addTags(stream: Stream, tags: Tags): Promise<void> {
  return stream.save({ ...stream.state, tags: withTags(stream.state.tags, tags) });
}

function removeTags(stream: Stream, keys: readonly string[]): Promise<void> {
  return stream.save(untagged(stream.state, keys));
}

/** In key order. */
function listed(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((a, b) => (a.Key < b.Key ? -1 : 1));
}
