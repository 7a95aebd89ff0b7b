import { setTimeout as delay } from "node:timers/promises";
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { GetFunctionCommand, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";

/** States that nothing leaves by itself. */
const settled = new Set(["ACTIVE", "Active", "Enabled", "Disabled", "absent", "Failed"]);

/**
 * Looks at every resource's state at intervals, beside xflow: what xflow sees of them is as coarse as it asks.
 * @param watched clients, everyMs, and the names of functions and streams in AWS
 * @returns stop: resolves to how long each asynchronous state lasted, in milliseconds, by kind and state
 */
export function watchStates({ everyMs, ...watched }) {
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
      await lookOnce(watched, note, since).catch(() => undefined);
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

async function lookOnce({ clients, functions, streams }, note, since) {
  const seen = new Set();
  const tell = (kind, name, state) => {
    if (state === undefined) return;
    seen.add(`${kind} ${name}`);
    note(kind, name, state);
  };
  for (const name of streams) tell("stream", name, await streamState(clients, name));
  for (const name of functions) {
    tell("function", name, await functionState(clients, name));
    for (const { UUID, State } of await mappingsOf(clients, name)) tell("mapping", UUID, State);
  }
  for (const id of since.keys()) {
    if (!seen.has(id)) note(id.slice(0, id.indexOf(" ")), id.slice(id.indexOf(" ") + 1), "absent");
  }
}

async function streamState({ kinesis }, name) {
  const command = new DescribeStreamSummaryCommand({ StreamName: name });
  return unlessAbsent(async () => {
    const { StreamDescriptionSummary } = await kinesis.send(command);
    return StreamDescriptionSummary.StreamStatus;
  });
}

async function functionState({ lambda }, name) {
  return unlessAbsent(async () => {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
    const { State, LastUpdateStatus } = Configuration;
    return State === "Active" && LastUpdateStatus !== "Successful" ? `update ${LastUpdateStatus}` : State;
  });
}

/** @param name of the function */
export async function mappingsOf({ lambda }, name) {
  const command = new ListEventSourceMappingsCommand({ FunctionName: name });
  const page = await unlessAbsent(() => lambda.send(command));
  return page?.EventSourceMappings ?? [];
}

async function unlessAbsent(read) {
  try {
    return await read();
  } catch (error) {
    if (error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
