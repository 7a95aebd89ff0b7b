import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { judge } from "../aws/classify.ts";
import { createCredentialSource } from "../aws/credentials.ts";
import type { Clock } from "../core/clock.ts";

/** As whom the state table's client calls, as long as its process lives. */
export interface StateCredentials {
  readonly provider: NonNullable<DynamoDBClientConfig["credentials"]>;
  /** From now on credentials that the table refuses are obtained anew for the next call, and the refusal says what it means. */
  watch(client: DynamoDBClient): void;
}

/** @param obtain the SDK's chain, which may find others each time: a file may have been written anew */
export function createStateCredentials(
  obtain: Parameters<typeof createCredentialSource>[0],
  clock: Pick<Clock, "now">,
): StateCredentials {
  const source = createCredentialSource(obtain, clock);
  return {
    // Marked as remembering by itself, or else the client would remember what it was given first.
    provider: Object.assign(() => source.get(), { memoized: true }),
    watch: ({ middlewareStack }) =>
      middlewareStack.add(
        (next) => async (call) => {
          try {
            return await next(call);
          } catch (error) {
            const { disposition, rule } = judge("dynamodb", "", error);
            if (disposition.kind !== "credentials") throw error;
            source.renew();
            throw explained(error, rule?.reason);
          }
        },
        { step: "initialize", name: "xflowStateCredentials" },
      ),
  };
}

/** Under its own name, by which it is told apart. */
function explained(cause: unknown, meaning: string | undefined): unknown {
  if (!(cause instanceof Error) || meaning === undefined) return cause;
  const { name, message } = cause;
  return Object.assign(new Error(`${message} (${meaning})`, { cause }), { name });
}
