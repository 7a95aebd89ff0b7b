import type { metricCatalogue } from "../src/telemetry/metric-catalogue.ts";

/** @returns docs/metrics.md */
export function metricsReference(catalogue: typeof metricCatalogue): string;
