import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { offeredOperations } from "../../../src/local/gateway/offered-operations.ts";
import { createLocalAws } from "../../../src/local/local-aws.ts";
import { scenarios } from "../cases/scenarios.ts";
import type { Driver } from "./driver.ts";
import { runScenario } from "./run-scenario.ts";
import { createSlots } from "./slots.ts";

/** The CLI takes most of a core for most of a second a call. */
const PARALLEL_SCENARIOS = 2;

/** A scenario's turn may come late on a busy machine. */
const TIMEOUT_MS = 600_000;

/** Asynchronous states are passed through, but without keeping a suite of real clients waiting. */
const DURATIONS = {
  streamCreatingMs: 20,
  streamDeletingMs: 20,
  streamUpdatingMs: 20,
  functionPendingMs: 20,
  functionUpdatingMs: 20,
  mappingTransitionMs: 20,
  rolePropagationMs: 0,
  tableMs: 20,
};

/** Holds every operation of every service to its API, as one stock client sees it. */
export function conformanceSuite(client: string, startDriver: (endpoint: string) => Driver): void {
  const slots = createSlots(PARALLEL_SCENARIOS);

  describe.concurrent(`the embedded AWS driven by ${client}`, () => {
    for (const scenario of scenarios) {
      it(
        `serves ${scenario.service}`,
        async () => {
          const leave = await slots.enter();
          const folder = await mkdtemp(join(tmpdir(), "xflow-conformance-"));
          const internalErrors: unknown[] = [];
          const aws = await createLocalAws({
            port: 0,
            durations: DURATIONS,
            onInternalError: (error) => internalErrors.push(error),
          });
          const driver = startDriver(aws.endpoint);
          try {
            await runScenario(scenario, driver, folder);
            expect(internalErrors).toEqual([]);
          } finally {
            await driver.stop();
            await aws.stop();
            await rm(folder, { recursive: true, force: true });
            leave();
          }
        },
        TIMEOUT_MS,
      );
    }

    it("has a case for every operation that is offered", async () => {
      const aws = await createLocalAws({ port: 0 });
      await aws.stop();
      const covered = new Set(
        scenarios.flatMap(({ service, steps }) =>
          steps.map((step) => `${step.service ?? service} ${step.operation}`),
        ),
      );

      const offered = aws.services.flatMap((service) =>
        offeredOperations(service).map((operation) => `${service.name} ${operation}`),
      );

      expect(offered.filter((operation) => !covered.has(operation))).toEqual([]);
    });
  });
}
