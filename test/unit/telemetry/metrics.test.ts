import { describe, expect, it } from "vitest";
import type { Condition } from "../../../src/core/condition.ts";
import type { Outcome } from "../../../src/engine/outcome.ts";
import { metricCatalogue } from "../../../src/telemetry/metric-catalogue.ts";
import { createMetrics, type Metrics } from "../../../src/telemetry/metrics.ts";
import type { PassResult } from "../../../src/telemetry/pass-metrics.ts";
import type { RowFacts } from "../../../src/telemetry/scraped-values.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { readMetrics, type Scrape } from "../../support/metrics-text.ts";

function setUp(): { clock: FakeClock; metrics: Metrics; scrape: () => Promise<Scrape> } {
  const clock = new FakeClock(5_000_000);
  const metrics = createMetrics({ clock }, { version: "1.2.3", maxConcurrentReconciles: 32 });
  return { clock, metrics, scrape: async () => readMetrics(await metrics.render()) };
}

function row(facts: Partial<RowFacts>): RowFacts {
  return { kind: "Stream", state: "present", conditions: [], drift: [], ...facts };
}

function condition(type: Condition["type"], status: Condition["status"]): Condition {
  return { type, status, reason: "", message: "", lastTransitionTime: "", observedGeneration: 1 };
}

const declared = Object.entries(metricCatalogue);

describe("declared metrics", () => {
  it("are all there on the first scrape, of their types", async () => {
    const { types } = await setUp().scrape();

    const ours = [...types].filter(([name]) => name.startsWith("xflow_"));
    expect(ours).toEqual(declared.map(([name, { type }]) => [name, type]));
  });

  it("have every series of a closed set at 0 before anything happened", async () => {
    const scraped = await setUp().scrape();

    const results = scraped.series("xflow_reconcile_total");
    expect(results).toHaveLength(5 * 8);
    expect(scraped.value("xflow_reconcile_total", { kind: "Function", result: "failed" })).toBe(0);
    expect(scraped.series("xflow_resource_conditions")).toHaveLength(5 * 8 * 3);
    expect(scraped.value("xflow_resources", { kind: "Role", state: "intent" })).toBe(0);
    expect(scraped.value("xflow_lease_renewals_total", { result: "error" })).toBe(0);
    expect(scraped.value("xflow_reconcile_panics_total")).toBe(0);
    expect(scraped.value("xflow_scan_duration_seconds_count")).toBe(0);
    expect(scraped.value("xflow_reconcile_duration_seconds_count", { kind: "LogGroup" })).toBe(0);
  });

  it("follow the naming rules of Prometheus, those of the process too", async () => {
    const { types } = await setUp().scrape();

    for (const [name, type] of types) expect(name.endsWith("_total"), name).toBe(type === "counter");
    for (const [name, { type, help }] of declared) {
      expect(name).toMatch(/^xflow_[a-z_]+$/);
      expect(type !== "histogram" || name.endsWith("_seconds"), name).toBe(true);
      expect(help, name).toMatch(/\.$/);
    }
  });

  it("come with those of the process", async () => {
    const scraped = await setUp().scrape();

    expect(scraped.value("process_cpu_seconds_total")).toBeGreaterThan(0);
    expect(scraped.value("nodejs_heap_size_used_bytes")).toBeGreaterThan(0);
    expect(scraped.series("xflow_build_info")).toEqual([{ version: "1.2.3", node: process.version }]);
    expect(scraped.value("xflow_max_concurrent_reconciles")).toBe(32);
  });

  it("keep two instances apart", async () => {
    const first = setUp();
    const second = setUp();

    first.metrics.queued();

    expect((await first.scrape()).value("xflow_workqueue_adds_total")).toBe(1);
    expect((await second.scrape()).value("xflow_workqueue_adds_total")).toBe(0);
  });
});

describe("metrics of passes", () => {
  it("count a pass by kind and result, and time it", async () => {
    const { clock, metrics, scrape } = setUp();

    metrics.passStarted("default/Function/a", 20);
    await clock.advance(300);
    metrics.passEnded("default/Function/a", { kind: "settled" });

    const scraped = await scrape();
    expect(scraped.value("xflow_reconcile_total", { kind: "Function", result: "settled" })).toBe(1);
    expect(scraped.value("xflow_reconcile_duration_seconds_sum", { kind: "Function" })).toBe(0.3);
    expect(scraped.value("xflow_workqueue_work_duration_seconds_sum")).toBe(0.3);
    expect(scraped.value("xflow_workqueue_queue_duration_seconds_sum")).toBe(0.02);
  });

  it("count errors that no rule knows, and tell which environments can be worked in", async () => {
    const { metrics, scrape } = setUp();
    const call = { service: "lambda", operation: "GetFunction", outcome: "transient" } as const;
    metrics.call({ ...call, code: "NewException", unclassified: true });
    metrics.call({ ...call, code: "TimeoutError" });
    const environments = [
      { name: "dev", isUp: true },
      { name: "prod", isUp: false },
    ];
    metrics.readFrom({ environments: () => environments });

    const scraped = await scrape();

    expect(scraped.series("xflow_aws_unclassified_errors_total")).toEqual([
      { service: "lambda", operation: "GetFunction", code: "NewException" },
    ]);
    expect(scraped.value("xflow_environment_up", { environment: "dev" })).toBe(1);
    expect(scraped.value("xflow_environment_up", { environment: "prod" })).toBe(0);
  });

  it("count failures by class, and nothing else as one", async () => {
    const { metrics, scrape } = setUp();
    const outcomes: readonly Outcome[] = [
      { kind: "failed", disposition: { kind: "throttled" }, message: "" },
      { kind: "failed", disposition: { kind: "terminal", reason: "Denied" }, message: "" },
      { kind: "blocked", on: [], reason: "" },
    ];

    for (const outcome of outcomes) {
      metrics.passStarted("default/Role/a", 0);
      metrics.passEnded("default/Role/a", outcome satisfies PassResult);
    }

    const scraped = await scrape();
    expect(scraped.value("xflow_reconcile_total", { kind: "Role", result: "failed" })).toBe(2);
    expect(scraped.value("xflow_reconcile_total", { kind: "Role", result: "blocked" })).toBe(1);
    expect(scraped.value("xflow_reconcile_errors_total", { kind: "Role", class: "throttled" })).toBe(1);
    expect(scraped.value("xflow_reconcile_errors_total", { kind: "Role", class: "terminal" })).toBe(1);
    expect(scraped.value("xflow_reconcile_errors_total", { kind: "Role", class: "transient" })).toBe(0);
  });

  it("tell how long the passes under way have been going", async () => {
    const { clock, metrics, scrape } = setUp();

    metrics.passStarted("default/Role/a", 0);
    await clock.advance(4000);
    metrics.passStarted("default/Role/b", 0);
    await clock.advance(1000);

    const during = await scrape();
    expect(during.value("xflow_active_workers")).toBe(2);
    expect(during.value("xflow_workqueue_unfinished_work_seconds")).toBe(6);
    expect(during.value("xflow_workqueue_longest_running_processor_seconds")).toBe(5);

    metrics.passEnded("default/Role/a", { kind: "settled" });
    metrics.passEnded("default/Role/b", { kind: "gone" });

    const after = await scrape();
    expect(after.value("xflow_active_workers")).toBe(0);
    expect(after.value("xflow_workqueue_unfinished_work_seconds")).toBe(0);
    expect(after.value("xflow_workqueue_longest_running_processor_seconds")).toBe(0);
  });
});

describe("metrics of AWS calls", () => {
  it("count by operation, outcome and AWS's error, and time what was timed", async () => {
    const { metrics, scrape } = setUp();
    const call = { service: "lambda", operation: "CreateFunction" };

    metrics.call({ ...call, outcome: "ok", durationMs: 250 });
    metrics.call({ ...call, outcome: "throttled", code: "TooManyRequestsException" });

    const scraped = await scrape();
    expect(scraped.value("xflow_aws_calls_total", { ...call, outcome: "ok", code: "" })).toBe(1);
    const throttled = { ...call, outcome: "throttled", code: "TooManyRequestsException" };
    expect(scraped.value("xflow_aws_calls_total", throttled)).toBe(1);
    expect(scraped.value("xflow_aws_call_duration_seconds_sum", call)).toBe(0.25);
    expect(scraped.value("xflow_aws_call_duration_seconds_count", call)).toBe(1);
  });

  it("put what an error could flood them with under one name", async () => {
    const { metrics, scrape } = setUp();

    for (let error = 0; error < 500; error += 1) {
      metrics.call({ service: "iam", operation: "GetRole", outcome: "transient", code: `Odd${error}` });
    }

    const scraped = await scrape();
    expect(scraped.series("xflow_aws_calls_total")).toHaveLength(201);
    expect(scraped.value("xflow_aws_calls_total", { code: "other" })).toBe(300);
  });
});

describe("metrics of what is scraped", () => {
  it("count rows by state, condition and drift, leaving out the conditions of released ones", async () => {
    const { metrics, scrape } = setUp();
    const drift = [{ path: "shards", was: 1, is: 2, since: "" }];
    const rows = [
      row({ conditions: [condition("Ready", "True"), condition("Synced", "False")], drift }),
      row({ conditions: [condition("Ready", "True")] }),
      row({ state: "released", conditions: [condition("Ready", "True")], drift }),
      row({ kind: "Role", state: "deleting", conditions: [condition("Ready", "Unknown")] }),
    ];

    metrics.readFrom({ rows: () => rows });

    const scraped = await scrape();
    expect(scraped.value("xflow_resources", { kind: "Stream", state: "present" })).toBe(2);
    expect(scraped.value("xflow_resources", { kind: "Stream", state: "released" })).toBe(1);
    expect(scraped.value("xflow_drifted_resources", { kind: "Stream" })).toBe(1);
    const ready = { kind: "Stream", type: "Ready", status: "True" };
    expect(scraped.value("xflow_resource_conditions", ready)).toBe(2);
    const unknown = { kind: "Role", type: "Ready", status: "Unknown" };
    expect(scraped.value("xflow_resource_conditions", unknown)).toBe(1);
  });

  it("fall back to 0 when the rows are gone", async () => {
    const { metrics, scrape } = setUp();
    const rows = [row({ conditions: [condition("Stalled", "True")] })];
    metrics.readFrom({ rows: () => rows });
    await scrape();

    rows.length = 0;

    const scraped = await scrape();
    const stalled = { kind: "Stream", type: "Stalled", status: "True" };
    expect(scraped.value("xflow_resource_conditions", stalled)).toBe(0);
    expect(scraped.value("xflow_resources", { kind: "Stream", state: "present" })).toBe(0);
    expect(scraped.series("xflow_resource_conditions")).toHaveLength(5 * 8 * 3);
  });

  it("tell the source's state, and replace the series of its revision", async () => {
    const { clock, metrics, scrape } = setUp();
    const source = { isUp: true, errors: 2, lastReadMs: 5_001_000, revisionSinceMs: 4_000_000 };
    metrics.readFrom({ source: () => ({ ...source, revision: "abc" }) });
    await clock.advance(4000);

    const scraped = await scrape();
    expect(scraped.value("xflow_source_up")).toBe(1);
    expect(scraped.value("xflow_source_errors")).toBe(2);
    expect(scraped.value("xflow_source_age_seconds")).toBe(3);
    expect(scraped.value("xflow_source_last_change_timestamp_seconds")).toBe(4000);
    expect(scraped.series("xflow_source_revision_info")).toEqual([{ revision: "abc" }]);

    metrics.readFrom({ source: () => ({ ...source, revision: "def" }) });

    expect((await scrape()).series("xflow_source_revision_info")).toEqual([{ revision: "def" }]);
  });

  it("let a source that is never read grow old from the start", async () => {
    const { clock, scrape } = setUp();

    await clock.advance(9000);

    const scraped = await scrape();
    expect(scraped.value("xflow_source_up")).toBe(0);
    expect(scraped.value("xflow_source_age_seconds")).toBe(9);
    expect(scraped.series("xflow_source_revision_info")).toEqual([]);
  });

  it("tell the queue, the lease and blocked deletes, each replaceable by itself", async () => {
    const { metrics, scrape } = setUp();
    metrics.readFrom({
      queueDepth: () => ({ urgent: 1, fresh: 2, resync: 300 }),
      leadership: () => ({ isLeader: true, epoch: 7 }),
      blockedDeletions: () => 12,
    });

    metrics.readFrom({ leadership: () => ({ isLeader: false, epoch: 8 }) });

    const scraped = await scrape();
    expect(scraped.value("xflow_workqueue_depth", { priority: "resync" })).toBe(300);
    expect(scraped.value("xflow_leader")).toBe(0);
    expect(scraped.value("xflow_lease_epoch")).toBe(8);
    expect(scraped.value("xflow_deletions_blocked")).toBe(12);
  });
});

describe("metrics of what happens", () => {
  it("count deletes and each drifted field: seen once, put back once", async () => {
    const { metrics, scrape } = setUp();
    const event = { key: "default/Stream/a", type: "Normal", message: "", at: "" } as const;
    const [shards, retention] = [{ path: "shards" }, { path: "retentionHours" }];

    metrics.told({ ...event, reason: "DriftDetected", changes: [shards] });
    metrics.told({ ...event, reason: "DriftCorrected", changes: [shards, retention] });
    metrics.told({ ...event, reason: "Deleted" });
    metrics.told({ type: "Warning", reason: "DeletionBlocked", message: "", at: "" });

    const scraped = await scrape();
    expect(scraped.value("xflow_drift_detected_total", { kind: "Stream" })).toBe(2);
    expect(scraped.value("xflow_drift_corrected_total", { kind: "Stream" })).toBe(2);
    expect(scraped.value("xflow_deletions_total", { kind: "Stream" })).toBe(1);
  });

  it("count renewals, state writes and passes that went wrong", async () => {
    const { metrics, scrape } = setUp();

    metrics.leaseRenewed("error");
    metrics.stateWritten({ item: "resource", result: "conflict" });
    metrics.requeued();
    metrics.passTimedOut();
    metrics.passPanicked();

    const scraped = await scrape();
    expect(scraped.value("xflow_lease_renewals_total", { result: "error" })).toBe(1);
    expect(scraped.value("xflow_state_writes_total", { item: "resource", result: "conflict" })).toBe(1);
    expect(scraped.value("xflow_workqueue_retries_total")).toBe(1);
    expect(scraped.value("xflow_reconcile_timeouts_total")).toBe(1);
    expect(scraped.value("xflow_reconcile_panics_total")).toBe(1);
  });

  it("take the time of a scan only when it ended well", async () => {
    const { metrics, scrape } = setUp();

    metrics.scanEnded({ durationMs: 1500, result: "error" });
    expect((await scrape()).value("xflow_last_scan_timestamp_seconds")).toBe(0);
    metrics.scanEnded({ durationMs: 500, result: "ok" });

    const scraped = await scrape();
    expect(scraped.value("xflow_last_scan_timestamp_seconds")).toBe(5000);
    expect(scraped.value("xflow_scan_duration_seconds_sum")).toBe(2);
    expect(scraped.value("xflow_scans_total", { result: "error" })).toBe(1);
  });
});
