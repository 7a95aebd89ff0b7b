import { join } from "node:path";
import { type Clock, createClock } from "./clock.ts";
import { resolveDurations } from "./durations.ts";
import { checkFaultTarget } from "./gateway/fault-check.ts";
import { createFaults, type Faults } from "./gateway/faults.ts";
import { createGateway } from "./gateway/gateway.ts";
import { createLatency } from "./gateway/latency.ts";
import { type Listener, listen } from "./gateway/listener.ts";
import { createQuotas, noQuotas } from "./gateway/quotas.ts";
import type { WireHandler } from "./gateway/wire.ts";
import type { LocalAwsOptions } from "./options.ts";
import type { Service } from "./service.ts";
import { type Services, startServices } from "./services.ts";
import { openStorage, type Storage } from "./storage.ts";

/** The embedded AWS, serving. */
export interface LocalAws {
  /** `http://127.0.0.1:<port>`: an address, since `bucket.localhost` does not resolve everywhere. */
  readonly endpoint: string;
  readonly clock: Clock;
  readonly faults: Faults;
  /** What it offers, for suites that hold every operation to the API's contract. */
  readonly services: readonly Service[];
  /** Answers as the port does, without a socket: on a clock that jumps, no time may pass on the way. */
  readonly handler: WireHandler;
  /** Lets calls in flight finish, ends functions and loops, saves and frees the folder. Safe to call twice. */
  stop(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
const DEFAULT_ACCOUNT_ID = "000000000000";
/** Lambda takes 50 MB zip files, which travel as base64 (66.7 MB), and the rest of the request. */
const MAX_BODY_BYTES = 70 * 1024 * 1024;
/** How long calls in flight may take once the embedded AWS stops, in real milliseconds. */
const STOP_GRACE_MS = 1000;

/**
 * Starts the embedded AWS.
 * @throws StorageInUseError when another process has the folder
 * @throws PortInUseError when another process has the port
 * @throws UnknownFaultTargetError when a fault is for an operation that is not offered
 */
export async function createLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { folder } = options;
  const storage = await openStorage(folder === undefined ? undefined : join(folder, "state"));
  const stops = [() => storage.close()];
  const stop = once(async () => {
    for (const step of stops) await step();
  });
  try {
    return { ...(await serve(storage, stops, options)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The port is taken first, so that services know their endpoint from the start; calls that come before
 * they are ready wait.
 * @param stops gets what must be stopped, in order: the listener, the services, then the storage
 */
async function serve(
  storage: Storage,
  stops: (() => Promise<void>)[],
  options: LocalAwsOptions,
): Promise<Omit<LocalAws, "stop">> {
  const clock = options.clock ?? createClock(options.timeScale);
  let open: (handler: WireHandler) => void = () => {};
  const ready = new Promise<WireHandler>((resolve) => {
    open = resolve;
  });
  const listener = await startListener(async (request) => (await ready)(request), options);
  stops.unshift(() => listener.stop());
  const endpoint = endpointOf(options.host ?? LOOPBACK, listener.port);
  const services = await start(storage, endpoint, { ...options, clock });
  stops.splice(1, 0, () => services.stop());
  const faults = createFaults(options.faults, (rule) => checkFaultTarget(rule, services.list));
  const handler = createHandler(services, faults, { ...options, clock });
  open(handler);
  options.onListening?.(endpoint);
  return { endpoint, clock, faults, services: services.list, handler };
}

function startListener(handler: WireHandler, options: LocalAwsOptions): Promise<Listener> {
  return listen(handler, {
    host: options.host ?? LOOPBACK,
    port: options.port ?? 4566,
    maxBodyBytes: MAX_BODY_BYTES,
    graceMs: STOP_GRACE_MS,
    clock: createClock(),
    onError: (error) => (options.onInternalError ?? ignore)(error, "HTTP"),
  });
}

/** A listener on every address is reached by the loopback one. */
function endpointOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" || host === "::" ? LOOPBACK : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

type ResolvedOptions = LocalAwsOptions & { readonly clock: Clock };

function start(storage: Storage, endpoint: string, options: ResolvedOptions): Promise<Services> {
  return startServices({
    storage,
    endpoint,
    clock: options.clock,
    accountId: options.accountId ?? DEFAULT_ACCOUNT_ID,
    folder: options.folder,
    durations: resolveDurations(options.durations),
    enforceQuotas: options.enforceQuotas ?? false,
    enforceIam: options.enforceIam ?? false,
    ...(options.onDecision === undefined ? {} : { onDecision: options.onDecision }),
    timeScale: options.timeScale ?? 1,
  });
}

function createHandler(services: Services, faults: Faults, options: ResolvedOptions): WireHandler {
  const { clock, onInternalError = ignore } = options;
  return createGateway(services.list, {
    accountId: options.accountId ?? DEFAULT_ACCOUNT_ID,
    clock,
    faults,
    quotas: options.enforceQuotas === true ? createQuotas(clock) : noQuotas,
    gate: services.gate,
    latency: createLatency(clock, options.latencyMs ?? 0),
    onCall: options.onCall ?? ignore,
    onInternalError: (error, call) => onInternalError(error, `${call.service} ${call.operation}`),
  });
}

function once(task: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= task();
    return done;
  };
}

function ignore(): void {}
