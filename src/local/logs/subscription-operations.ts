import { AwsError } from "../aws-error.ts";
import { readMembers } from "../members.ts";
import type { Operation } from "../service.ts";
import { invalidParameter, logsDialect } from "./errors.ts";
import { streamNameRule } from "./log-names.ts";
import { groupOf, type LogsContext } from "./logs-context.ts";

/**
 * Subscription filters: the embedded AWS delivers none, so none can be made. A group therefore never has one,
 * which is what the two other operations say.
 */
export function subscriptionOperations(context: LogsContext): Record<string, Operation> {
  return {
    PutSubscriptionFilter: () => {
      throw invalidParameter(
        "Subscription filters are not supported by the embedded AWS: it would not deliver to the destination.",
      );
    },
    DescribeSubscriptionFilters: (call) => {
      const known = ["logGroupName", "filterNamePrefix", "limit"];
      groupOf(context, call, readMembers(call.input, known, logsDialect));
      return { subscriptionFilters: [] };
    },
    DeleteSubscriptionFilter: (call) => {
      const members = readMembers(call.input, ["logGroupName", "filterName"], logsDialect);
      members.requiredText("filterName", streamNameRule);
      groupOf(context, call, members);
      throw new AwsError("ResourceNotFoundException", "The specified subscription filter does not exist.");
    },
  };
}
