import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { metricsReference } from "../../../build/metrics-reference.mjs";
import { metricCatalogue } from "../../../src/telemetry/metric-catalogue.ts";
import { repositoryRoot } from "../../support/xflow-process.ts";

describe("docs/metrics.md", () => {
  it("lists the metrics of the catalogue; if not, run make schemas", async () => {
    const page = await readFile(join(repositoryRoot, "docs/metrics.md"), "utf8");

    expect(page).toBe(metricsReference(metricCatalogue));
  });
});
