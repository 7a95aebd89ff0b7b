import type { FailureDestination, FailureMessage } from "../../src/local/mapping/ports.ts";

export interface ModelDestination extends FailureDestination {
  readonly sent: readonly { readonly arn: string; readonly message: FailureMessage }[];
}

export const MODEL_QUEUE = "arn:aws:sqs:us-east-1:000000000000:failed";

/** A destination that takes everything while `isUp`, and exists while `exists`. */
export function createModelDestination(
  isUp: () => boolean = () => true,
  exists: (arn: string) => boolean = () => true,
): ModelDestination {
  const sent: { arn: string; message: FailureMessage }[] = [];
  return {
    sent,
    exists,
    send: async (arn, message) => {
      if (!isUp()) throw new Error("the destination is down");
      sent.push({ arn, message });
    },
  };
}
