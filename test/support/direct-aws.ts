import type { Clients } from "../../src/aws/clients.ts";
import { AwsError } from "../../src/local/aws-error.ts";
import { type Clock, sleep } from "../../src/local/clock.ts";
import { type Durations, REALISTIC_DURATIONS } from "../../src/local/durations.ts";
import { createFaults, type Fault, type Faults } from "../../src/local/gateway/faults.ts";
import { isMutating } from "../../src/local/gateway/mutating.ts";
import type { JsonObject, Operation, Service } from "../../src/local/service.ts";
import { startServices } from "../../src/local/services.ts";
import { openStorage } from "../../src/local/storage.ts";
import { createSdkObserver } from "./requests/sdk-calls.ts";

export const directAccount = "000000000000";
export const directRegion = "us-east-1";

/** One call as it arrived, whatever befell it. */
export interface DirectCall {
  readonly service: string;
  readonly operation: string;
  readonly input: JsonObject;
  readonly mutating: boolean;
  readonly atMs: number;
}

/** An AWS that histories are played on. Functions in it are never run. */
export interface PlayedAws extends AsyncDisposable {
  readonly faults: Faults;
  /** Every call by `clients`. */
  readonly calls: DirectCall[];
  /** Told of each call when it arrives. */
  onArrival: (call: DirectCall) => void;
  /** Clients whose calls take time and meet faults. */
  readonly clients: Clients;
  /** A call by somebody else: at once and without faults. */
  ask(service: string, operation: string, input: JsonObject): Promise<JsonObject>;
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: JsonObject;
}

/** How long things take: long enough to be waited for, and short enough for many histories. */
export const playedDurations: Durations = {
  ...REALISTIC_DURATIONS,
  rolePropagationMs: 4_000,
  mappingTransitionMs: 6_000,
};

/**
 * The embedded AWS's services without gateway, wire and SDK, on a clock that the test moves: a call costs
 * microseconds.
 * @param latencyMs of the next call
 */
export async function createDirectAws(clock: Clock, latencyMs: () => number): Promise<PlayedAws> {
  const storage = await openStorage(undefined);
  const services = await startServices({
    storage,
    clock,
    accountId: directAccount,
    folder: undefined,
    endpoint: "http://127.0.0.1:1",
    durations: playedDurations,
    enforceQuotas: false,
    timeScale: 1,
  });
  const faults = createFaults();
  const calls: DirectCall[] = [];

  const ask = askServices(services.list);
  const observe = createSdkObserver();

  const send = async (service: string, command: Command, signal?: AbortSignal): Promise<JsonObject> => {
    const operation = command.constructor.name.replace(/Command$/, "");
    await sleep(clock, latencyMs(), signal);
    const call = { service, operation, input: command.input, mutating: isMutating(operation) };
    const arrived = { ...call, atMs: clock.now() };
    calls.push(arrived);
    observe(service, operation, command.input);
    aws.onArrival(arrived);
    const fault = faults.strike(service, operation);
    try {
      if (fault?.when === "before") throw failureOf(fault);
      const answer = await ask(service, operation, command.input);
      await sleep(clock, latencyMs(), signal);
      if (fault !== undefined) throw failureOf(fault);
      return answer;
    } catch (error) {
      throw error instanceof AwsError ? asSdkError(service, error) : error;
    }
  };

  const clientOf = (service: string) => async () => ({
    send: (command: Command, options?: { readonly abortSignal?: AbortSignal }) =>
      send(service, command, options?.abortSignal),
    config: { region: async () => directRegion },
  });
  const clients = {
    lambda: clientOf("lambda"),
    kinesis: clientOf("kinesis"),
    logs: clientOf("logs"),
    iam: clientOf("iam"),
    tagging: clientOf("tagging"),
    sts: clientOf("sts"),
    destroy: () => undefined,
  } as unknown as Clients;

  const aws: PlayedAws = {
    faults,
    calls,
    onArrival: () => undefined,
    clients,
    ask,
    [Symbol.asyncDispose]: async () => {
      await services.stop();
      await storage.close();
    },
  };
  return aws;
}

/** Calls by somebody else, past wire and faults. */
export function askServices(services: readonly Service[]): PlayedAws["ask"] {
  const operations = new Map(services.map((service) => [service.name, operationsOf(service)]));
  return async (service, operation, input) => {
    const run = operations.get(service)?.get(operation);
    if (run === undefined) throw new Error(`${service}:${operation} is not offered`);
    const output = await run({
      ...{ operation, input: onTheWire(renamed(service, input)) },
      ...{ region: directRegion, accountId: directAccount },
      ...{ accessKeyId: "test", requestId: "r", signal: neverAborted },
    });
    return answered(output);
  };
}

const neverAborted = new AbortController().signal;

function operationsOf(service: Service): ReadonlyMap<string, Operation> {
  if (service.protocol === "rest-json") {
    return new Map(service.routes.map(({ operation, run }) => [operation, run]));
  }
  return new Map(service.protocol === "raw" ? [] : Object.entries(service.operations));
}

/** Members that travel under another name. */
const wireNames: Readonly<Record<string, string>> = { TagKeys: "tagKeys" };

function renamed(service: string, input: JsonObject): JsonObject {
  if (service !== "lambda") return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [wireNames[name] ?? name, inSeconds(value)]),
  );
}

function inSeconds(value: unknown): unknown {
  return value instanceof Date ? value.getTime() / 1_000 : value;
}

/** Without what is not set, and bytes as text, as requests travel. */
function onTheWire(input: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(input, (_, value) =>
      value?.type === "Buffer" ? Buffer.from(value.data).toString("base64") : encoded(value),
    ),
  );
}

function encoded(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

/** As the SDK gives it: the one time that kinds read as a Date is one. */
function answered(output: JsonObject | undefined): JsonObject {
  return JSON.parse(JSON.stringify(output ?? {}), (name, value) =>
    name === "StreamCreationTimestamp" ? new Date(value * 1_000) : value,
  );
}

function failureOf({ effect }: Fault): Error {
  if (effect.kind === "drop") return new Error("socket hang up");
  return new AwsError(effect.code, effect.message ?? "injected fault", effect.status, effect.details);
}

/** The SDK calls IAM's errors by their names in the model. */
function asSdkError(service: string, { code, message, status }: AwsError): Error {
  const isShort = service === "iam" && /^(NoSuch|Entity|Delete|Concurrent|Malformed)/.test(code);
  const name = isShort && !code.endsWith("Exception") ? `${code}Exception` : code;
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}
