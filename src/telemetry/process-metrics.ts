import { collectDefaultMetrics, type Registry } from "prom-client";

/** Gauges that prom-client names like counters, which Prometheus's own check refuses; sums of what else it has. */
const misnamed = [
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
];

/** Node's and the process's own metrics: CPU, memory, event loop lag, garbage collection. */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
}
