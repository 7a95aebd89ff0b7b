import type { StreamWriter } from "../logs/ports.ts";
import { type PutContext, putEntries } from "./put.ts";

/** Streams as another service writes to them: within the throughput of their shards. */
export function createStreamWriter(context: PutContext): StreamWriter {
  return {
    isActive: (streamArn) => context.streams.get(streamArn)?.state.status === "ACTIVE",
    put: async (streamArn, { partitionKey, data }) => {
      const stream = context.streams.get(streamArn);
      const status = stream?.state.status;
      if (stream === undefined || status === "DELETING") return "refused";
      if (status === "CREATING") return "busy";
      const entry = { PartitionKey: partitionKey, Data: Buffer.from(data).toString("base64") };
      const [result] = await putEntries(context, stream, [entry]);
      return result !== undefined && "ShardId" in result ? "taken" : "busy";
    },
  };
}
