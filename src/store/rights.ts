import type { Right } from "../core/rights.ts";

const read = ["dynamodb:GetItem", "dynamodb:Query"] as const;
const write = ["dynamodb:PutItem", "dynamodb:DeleteItem"] as const;
const create = "dynamodb:CreateTable";

/** The controller's: the table itself, what it writes of its instance, and the requests it reads. */
export const stateRights: readonly Right[] = [
  { actions: [...read, ...write], on: "state-table", when: ["own-partitions"] },
  {
    actions: [create, "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:UpdateTimeToLive"],
    on: "state-table",
  },
  { actions: ["dynamodb:TagResource"], on: "state-table", within: [create] },
];

/** An operator's: what the controller knows is read, and requests are the one thing written. */
export const operatorRights: readonly Right[] = [
  { actions: read, on: "state-table", when: ["own-partitions"] },
  { actions: write, on: "state-table", when: ["request-partition"] },
];
