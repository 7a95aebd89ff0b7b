import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { JsonObject } from "../../../src/local/service.ts";
import type { Driver } from "./driver.ts";
import type { Memo, Scenario, Step } from "./step.ts";

/** How often a step with `until` is called before it counts as failed. */
const MAX_POLLS = 200;

/** Runs a scenario's steps in order; the failing step is named. @param folder for the scenario's files */
export async function runScenario(scenario: Scenario, driver: Driver, folder: string): Promise<void> {
  const memo: Memo = { folder };
  for (const [name, bytes] of Object.entries(scenario.files ?? {})) {
    await writeFile(join(folder, name), bytes);
  }
  for (const [index, step] of scenario.steps.entries()) {
    const service = step.service ?? scenario.service;
    const name = `${service} ${step.operation} (step ${index + 1})`;
    const outcome = await callUntil(service, step, driver, memo);
    if (step.error !== undefined) {
      expect(outcome, name).toMatchObject({ kind: "error", code: step.error });
      continue;
    }
    if (outcome.kind === "error") expect.fail(`${name}: ${outcome.code}: ${outcome.message}`);
    judge(name, () => step.check?.(outcome.output, memo));
  }
}

async function callUntil(service: string, step: Step, driver: Driver, memo: Memo) {
  const input: JsonObject = typeof step.input === "function" ? step.input(memo) : (step.input ?? {});
  const call = { service, operation: step.operation, input, stream: step.stream };
  for (let poll = 1; ; poll += 1) {
    const outcome = await driver.call(call);
    const isOver = outcome.kind === "error" || step.until === undefined || step.until(outcome.output);
    if (isOver || poll === MAX_POLLS) return outcome;
  }
}

function judge(name: string, check: () => void): void {
  try {
    check();
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
