import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { createInstruments } from "../../../src/telemetry/instruments.ts";
import { readMetrics } from "../../support/metrics-text.ts";

function setUp() {
  const registry = new Registry();
  return {
    instruments: createInstruments(registry),
    scrape: async () => readMetrics(await registry.metrics()),
  };
}

describe("instruments", () => {
  it("show a revision under its name, however many there were before", async () => {
    const { instruments, scrape } = setUp();

    for (let commit = 1; commit <= 1000; commit += 1) {
      instruments.reset("xflow_source_revision_info");
      instruments.set("xflow_source_revision_info", { revision: `commit-${commit}` }, 1);
    }

    expect((await scrape()).series("xflow_source_revision_info")).toEqual([{ revision: "commit-1000" }]);
  });

  it("put every series of a closed set back to 0", async () => {
    const { instruments, scrape } = setUp();
    instruments.set("xflow_drifted_resources", { kind: "Role" }, 3);

    instruments.reset("xflow_drifted_resources");

    const scraped = await scrape();
    expect(scraped.series("xflow_drifted_resources")).toHaveLength(5);
    expect(scraped.value("xflow_drifted_resources", { kind: "Role" })).toBe(0);
  });

  it("let no open label grow without end", async () => {
    const { instruments, scrape } = setUp();

    for (let call = 0; call < 500; call += 1) {
      const labels = { service: "lambda", operation: `Odd${call}` };
      instruments.observe("xflow_aws_call_duration_seconds", labels, 1);
    }

    const scraped = await scrape();
    expect(scraped.series("xflow_aws_call_duration_seconds_count")).toHaveLength(201);
    expect(scraped.value("xflow_aws_call_duration_seconds_count", { operation: "other" })).toBe(300);
  });
});
