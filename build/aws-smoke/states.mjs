import { setTimeout as delay } from "node:timers/promises";
import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { GetFunctionCommand, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";

/** States that nothing leaves by itself. */
const settled = new Set(["ACTIVE", "Active", "Enabled", "Disabled", "absent", "Failed"]);

/**
 * Looks at every resource's state at intervals, beside xflow: what xflow sees of them is as coarse as it asks.
 * @param functions their names in AWS
 * @returns stop: resolves to how long each asynchronous state lasted, in milliseconds, by kind and state
 */
export function watchStates({ clients, prefix, functions, everyMs }) {
  const stopping = new AbortController();
  const since = new Map();
  const durations = {};
  const note = (kind, name, state) => {
    const id = `${kind} ${name}`;
    const before = since.get(id);
    if (before?.state === state) return;
    if (before !== undefined && !settled.has(before.state)) {
      const what = `${kind} ${before.state}`;
      durations[what] = [...(durations[what] ?? []), Date.now() - before.at];
    }
    since.set(id, { state, at: Date.now() });
  };
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await lookOnce({ clients, prefix, functions, note, since }).catch(() => undefined);
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
      return durations;
    },
  };
}

async function lookOnce({ clients, prefix, functions, note, since }) {
  const seen = new Set();
  const tell = (kind, name, state) => {
    seen.add(`${kind} ${name}`);
    note(kind, name, state);
  };
  for (const each of await streamsOf(clients, prefix)) tell("stream", each.StreamName, each.StreamStatus);
  for (const name of functions) {
    const state = await functionState(clients, name);
    if (state !== undefined) tell("function", name, state);
    for (const { UUID, State } of await mappingsOf(clients, name)) tell("mapping", UUID, State);
  }
  for (const id of since.keys()) {
    if (!seen.has(id)) note(id.slice(0, id.indexOf(" ")), id.slice(id.indexOf(" ") + 1), "absent");
  }
}

/** Names are in order, so that ours are the first behind the prefix. */
async function streamsOf({ kinesis }, prefix) {
  const { StreamSummaries = [] } = await kinesis.send(
    new ListStreamsCommand({ ExclusiveStartStreamName: prefix, Limit: 10 }),
  );
  return StreamSummaries.filter(({ StreamName }) => StreamName.startsWith(prefix));
}

async function functionState({ lambda }, name) {
  try {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
    const { State, LastUpdateStatus } = Configuration;
    return State === "Active" && LastUpdateStatus !== "Successful" ? `update ${LastUpdateStatus}` : State;
  } catch (error) {
    if (error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

export async function mappingsOf({ lambda }, name) {
  const command = new ListEventSourceMappingsCommand({ FunctionName: name });
  const { EventSourceMappings = [] } = await lambda.send(command).catch((error) => {
    if (error.name === "ResourceNotFoundException") return {};
    throw error;
  });
  return EventSourceMappings;
}
