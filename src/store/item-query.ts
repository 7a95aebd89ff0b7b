import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";

/** Which items of a partition. */
export interface ItemQuery {
  readonly pk: string;
  /** Absent: all of the partition. Bounds are inclusive. */
  readonly sk?: { readonly prefix: string } | { readonly from: string; readonly to: string };
  /** Leaves out the others, after they were read: they count towards a page. */
  readonly where?: { readonly attribute: string; readonly is: string };
  readonly consistent?: boolean;
  readonly descending?: boolean;
  /** Items read for a page; absent: 1 MB of them. */
  readonly pageSize?: number;
}

type QueryInput = Pick<
  QueryCommandInput,
  | "KeyConditionExpression"
  | "FilterExpression"
  | "ExpressionAttributeNames"
  | "ConsistentRead"
  | "ScanIndexForward"
  | "Limit"
>;

/** The query in DynamoDB's words, and the values of its placeholders. */
export function queryInput(query: ItemQuery): QueryInput & { readonly values: Record<string, string> } {
  const { where, consistent = false, descending = false, pageSize } = query;
  const range = rangeOf(query.sk);
  return {
    KeyConditionExpression: ["#pk = :pk", ...range.conditions].join(" AND "),
    ExpressionAttributeNames: {
      "#pk": "pk",
      ...(range.conditions.length > 0 && { "#sk": "sk" }),
      ...(where !== undefined && { "#where": where.attribute }),
    },
    ConsistentRead: consistent,
    ScanIndexForward: !descending,
    ...(where !== undefined && { FilterExpression: "#where = :where" }),
    ...(pageSize !== undefined && { Limit: pageSize }),
    values: { ":pk": query.pk, ...range.values, ...(where !== undefined && { ":where": where.is }) },
  };
}

function rangeOf(sk: ItemQuery["sk"]): { conditions: string[]; values: Record<string, string> } {
  if (sk === undefined) return { conditions: [], values: {} };
  if ("prefix" in sk) {
    return { conditions: ["begins_with(#sk, :prefix)"], values: { ":prefix": sk.prefix } };
  }
  return { conditions: ["#sk BETWEEN :from AND :to"], values: { ":from": sk.from, ":to": sk.to } };
}
