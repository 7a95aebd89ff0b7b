import { type Clock, createClock } from "../../src/local/clock.ts";
import { createFaults, type Faults } from "../../src/local/gateway/faults.ts";
import { type CallRecord, createGateway } from "../../src/local/gateway/gateway.ts";
import { createLatency } from "../../src/local/gateway/latency.ts";
import { type Listener, listen } from "../../src/local/gateway/listener.ts";
import { createQuotas, noQuotas } from "../../src/local/gateway/quotas.ts";
import type { Service } from "../../src/local/service.ts";

/** A gateway over hand-written services, on a port of its own. */
export interface GatewayServer {
  readonly endpoint: string;
  readonly calls: CallRecord[];
  readonly internalErrors: unknown[];
  readonly faults: Faults;
  readonly listener: Listener;
}

export async function serveGateway(
  services: readonly Service[],
  options: {
    readonly enforceQuotas?: boolean;
    readonly clock?: Clock;
    readonly maxBodyBytes?: number;
    readonly graceMs?: number;
  } = {},
): Promise<GatewayServer> {
  const clock = options.clock ?? createClock();
  const calls: CallRecord[] = [];
  const internalErrors: unknown[] = [];
  const faults = createFaults();
  const handler = createGateway(services, {
    accountId: "000000000000",
    clock,
    faults,
    quotas: options.enforceQuotas ? createQuotas(clock) : noQuotas,
    latency: createLatency(clock, 0),
    onCall: (call) => calls.push(call),
    onInternalError: (error) => internalErrors.push(error),
  });
  const listener = await listen(handler, {
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: options.maxBodyBytes ?? 70 * 1024 * 1024,
    graceMs: options.graceMs ?? 500,
    clock: createClock(),
    onError: (error) => internalErrors.push(error),
  });
  return { endpoint: `http://127.0.0.1:${listener.port}`, calls, internalErrors, faults, listener };
}

/** What every SDK client of a test needs. */
export function clientConfig(endpoint: string) {
  return {
    endpoint,
    region: "eu-west-3",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
}
