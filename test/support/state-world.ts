import { setTimeout as wait } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { userAgent } from "../../src/aws/clients.ts";
import type { Clock } from "../../src/core/clock.ts";
import { createItemTable, type ItemTable } from "../../src/store/item-table.ts";
import { clientConfig } from "./gateway-server.ts";

/** A DynamoDB that a suite runs against. */
export interface DynamodbServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Time that passes fifty times as fast: for polling what takes its time for real. */
export const hurriedClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms / 50, undefined, { signal }),
};

/** What befalls the calls of a client, of a command or of all. */
export interface StateClient {
  readonly client: DynamoDBClient;
  /** Commands sent, in order, attempts of one not told apart. */
  readonly calls: string[];
  /** The command takes effect, and its answer is lost, so many times; the SDK tries each call up to three times. */
  loseAnswers(command: string, times: number): void;
  /** The command is refused, without effect, from now on. */
  refuse(command: string, code: string): void;
}

export function createStateClient(endpoint: string): StateClient {
  const client = new DynamoDBClient({
    ...clientConfig(endpoint),
    maxAttempts: 3,
    customUserAgent: userAgent,
  });
  const calls: string[] = [];
  const lost = new Map<string, number>();
  const refused = new Map<string, string>();
  client.middlewareStack.add(
    (next, context) => (args) => {
      const name = commandOf(context);
      calls.push(name);
      const code = refused.get(name);
      if (code === undefined) return next(args);
      throw Object.assign(new Error(`${name} is refused here`), { name: code });
    },
    { step: "initialize", name: "refuse" },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      const left = lost.get(commandOf(context)) ?? 0;
      if (left === 0) return answer;
      lost.set(commandOf(context), left - 1);
      throw Object.assign(new Error("the answer was lost"), { name: "TimeoutError" });
    },
    { step: "deserialize", name: "loseAnswer", priority: "low" },
  );
  return {
    client,
    calls,
    loseAnswers: (command, times) => lost.set(command, times),
    refuse: (command, code) => refused.set(command, code),
  };
}

function commandOf(context: { readonly commandName?: string }): string {
  return (context.commandName ?? "").replace(/Command$/, "");
}

/** The table every suite shares; instances keep tests apart. */
export const stateTable = "xflow-state";

export function openItems(client: DynamoDBClient): ItemTable {
  return createItemTable({ client, table: stateTable });
}
