import type { InvokeOutcome } from "../../src/local/mapping/ports.ts";
import type { JsonObject } from "../../src/local/service.ts";
import { dataOf, type History, type Step, type Weather } from "./mapping-history.ts";
import { brokenAtStart, type Limits, type Put, type Story } from "./mapping-laws.ts";
import { createMappingWorld, type MappingWorld } from "./mapping-world.ts";
import { createModelDestination, MODEL_QUEUE, type ModelDestination } from "./model-destination.ts";
import {
  type Behaviour,
  createModelFunction,
  type Delivered,
  failed,
  itemFailures,
  type ModelFunction,
  returned,
  THROTTLED,
} from "./model-function.ts";
import { createModelStream, type ModelStream } from "./model-stream.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** Tells a history on virtual time, until nothing is left to do. */
export async function tell(history: History): Promise<Story> {
  const teller = new Teller(history);
  await teller.run();
  return teller.story();
}

class Teller {
  readonly #history: History;
  readonly #clock: VirtualClock = createVirtualClock();
  readonly #stream: ModelStream;
  readonly #function: ModelFunction;
  readonly #destination: ModelDestination;
  readonly #puts: Put[] = [];
  readonly #violations: string[] = [];
  readonly #random: () => number;
  #options: JsonObject;
  #weather: Weather = "fine";
  #afterwards = 0;
  #id = 0;

  constructor(history: History) {
    this.#history = history;
    this.#options = { ParallelizationFactor: 1, BatchSize: 100, ...history.options };
    this.#random = createRandom(history.seed);
    this.#stream = createModelStream(this.#clock, history.shardCount);
    this.#function = createModelFunction(this.#clock, (records) => this.#behave(records));
    this.#destination = createModelDestination(() => this.#weather !== "destinationDown");
  }

  async run(): Promise<void> {
    const world = await createMappingWorld({
      clock: this.#clock,
      streams: this.#stream,
      functions: this.#function,
      destinations: this.#destination,
    });
    const { UUID } = await world.call("CreateEventSourceMapping", {
      ...this.#history.options,
      FunctionName: "model",
      EventSourceArn: this.#stream.arn,
      StartingPosition: "TRIM_HORIZON",
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
    });
    for (const step of this.#history.steps) await this.#take(step, world, String(UUID));
    this.#weather = "fine";
    await this.#clock.runUntilIdle();
    await world.call("UpdateEventSourceMapping", { UUID, Enabled: true });
    await this.#clock.runUntilIdle();
    const before = this.#function.invocations.length;
    await world.restart();
    await this.#clock.runUntilIdle();
    this.#afterwards = this.#function.invocations.length - before;
    await world.stop();
  }

  story(): Story {
    const invocations = this.#function.invocations;
    return {
      puts: this.#puts,
      delivered: invocations.flatMap(({ records }) => records),
      succeeded: new Set(invocations.flatMap(({ records, outcome }) => taken(records, outcome))),
      discarded: new Set(this.#destination.sent.flatMap(({ message }) => sequenceNumbersOf(message.payload))),
      violations: this.#violations,
      afterwards: this.#afterwards,
    };
  }

  async #take(step: Step, world: MappingWorld, uuid: string): Promise<void> {
    switch (step.kind) {
      case "put":
        this.#put(step);
        break;
      case "pass":
        await this.#clock.advance(step.ms);
        break;
      case "split":
      case "merge": {
        const open = this.#stream.openShardIds();
        this.#stream[step.kind](open[step.shard % open.length] ?? "");
        break;
      }
      case "kill":
        await world.killAndRestart();
        break;
      case "restart":
        await world.restart();
        break;
      case "disable":
      case "enable":
        await this.#update(world, { UUID: uuid, Enabled: step.kind === "enable" });
        break;
      case "update":
        await this.#update(world, { ...step.options, UUID: uuid });
        break;
      case "weather":
        this.#weather = step.weather;
    }
    await this.#clock.settle();
  }

  #put({ key, flavour, copies }: Extract<Step, { kind: "put" }>): void {
    const id = this.#id++;
    for (let copy = 0; copy < copies; copy += 1) {
      const { sequenceNumber, partitionKey } = this.#stream.put(`key-${key}`, dataOf(id, flavour));
      this.#puts.push({ sequenceNumber, partitionKey, flavour });
    }
  }

  /** Refused while a former change is under way, as by AWS. */
  async #update(world: MappingWorld, input: JsonObject): Promise<void> {
    try {
      await world.call("UpdateEventSourceMapping", input);
      this.#options = { ...this.#options, ...input };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ResourceInUseException") throw error;
    }
  }

  #limits(): Limits {
    const { BatchSize, ParallelizationFactor } = this.#options;
    return { batchSize: Number(BatchSize), parallelizationFactor: Number(ParallelizationFactor) };
  }

  #behave(records: readonly Delivered[]): Behaviour {
    const running = this.#function.running.map((invocation) => invocation.records);
    this.#violations.push(...brokenAtStart(records, running, this.#limits()));
    const durationMs = 1 + Math.floor(this.#random() * 80);
    if (this.#weather === "throttled") return { outcome: THROTTLED, durationMs };
    if (this.#weather === "timingOut" && this.#random() < 0.7)
      return { outcome: failed(), durationMs: 3_000 };
    if (this.#weather === "crashing" && this.#random() < 0.5) return { outcome: failed(), durationMs };
    const poison = records.filter(({ text }) => text.includes('"poison"'));
    if (poison.length === 0) return { outcome: returned(), durationMs };
    const isReporting =
      (this.#options["FunctionResponseTypes"] as readonly string[] | undefined)?.length === 1;
    const outcome = isReporting ? itemFailures(...poison.map((record) => record.sequenceNumber)) : failed();
    return { outcome, durationMs };
  }
}

/** @returns the sequence numbers a batch's outcome resolves */
function taken(records: readonly Delivered[], outcome: InvokeOutcome | undefined): string[] {
  if (outcome?.kind !== "returned") return [];
  const numbers = records.map(({ sequenceNumber }) => sequenceNumber);
  const answer = JSON.parse(outcome.payload) as { batchItemFailures: { itemIdentifier: string }[] } | null;
  if (answer === null) return numbers;
  const failures = answer.batchItemFailures.map(({ itemIdentifier }) => numbers.indexOf(itemIdentifier));
  return numbers.slice(0, Math.min(...failures));
}

function sequenceNumbersOf(payload: Readonly<Record<string, unknown>>): string[] {
  const records = payload["Records"] as readonly { kinesis: { sequenceNumber: string } }[];
  return records.map(({ kinesis }) => kinesis.sequenceNumber);
}

/** Park and Miller's generator. @returns numbers from 0 to below 1 */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
