import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { expect, vi } from "vitest";
import type { JsonObject } from "../../src/local/service.ts";
import {
  type Announcement,
  type AnnouncementReader,
  createAnnouncementBucket,
  createAnnouncementQueue,
} from "./failure-announcements.ts";
import { dataOf, type Flavour, type History, type Step, UNWANTED, type Weather } from "./mapping-history.ts";
import { brokenAtStart, type Limits, lost, type Put, type Story } from "./mapping-laws.ts";
import { buildStage, type MappingStage, PATIENCE, type Placed } from "./mapping-stage.ts";
import { type FunctionFolder, type Note, openFunctionFolder } from "./recording-function.ts";

/** Where histories are played, several side by side. */
export interface Theatre {
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly role: string;
}

export interface PlayOptions {
  /** Of this history alone; also of its stream, function and destination. */
  readonly name: string;
  /** Empty. */
  readonly folder: string;
}

/** More sandboxes a shard than this machine has use for. */
const MOST_LANES = 3;
/** Of a mapping that has nothing left, until it shows. */
const MOST_STARTS = 5;
/** Time that passes is played as waiting for an invocation, or, when it is long, for everything. */
const LONG_MS = 1_000;

/**
 * Plays a history on the embedded AWS, with functions that are processes, until nothing is left to do. The
 * embedded AWS is shared, so nothing is killed or restarted but functions; its destinations do not go down;
 * and how the mapping reads the function's answers stays as it was at first, since the function must know it.
 */
export async function play(history: History, theatre: Theatre, options: PlayOptions): Promise<Story> {
  const player = await Player.begin(playable(history), theatre, options);
  try {
    return await player.run();
  } finally {
    await player.end();
  }
}

function playable(history: History): History {
  const withFewLanes = ({ ParallelizationFactor, ...others }: JsonObject): JsonObject =>
    ParallelizationFactor === undefined
      ? others
      : { ...others, ParallelizationFactor: Math.min(MOST_LANES, Number(ParallelizationFactor)) };
  const steps = history.steps.map((step): Step => {
    if (step.kind !== "update") return step;
    const { FunctionResponseTypes: _, ...options } = step.options;
    return { kind: "update", options: withFewLanes(options) };
  });
  return { ...history, options: withFewLanes(history.options), steps };
}

/** @returns the most that the mapping is ever allowed: batches in flight outlive a change */
function limitsOf({ options, steps }: History): Limits {
  const all = [options, ...steps.flatMap((step) => (step.kind === "update" ? [step.options] : []))];
  const most = (member: string, preset: number) =>
    Math.max(...all.map((some, index) => Number(some[member] ?? (index === 0 ? preset : 0))));
  return { batchSize: most("BatchSize", 100), parallelizationFactor: most("ParallelizationFactor", 1) };
}

class Player {
  readonly #history: History;
  readonly #stage: MappingStage;
  readonly #folder: FunctionFolder;
  readonly #announcements: AnnouncementReader;
  readonly #puts: (Put & Placed)[] = [];
  #id = 0;
  /** Whether the mapping may invoke the function, so that there is something to wait for. */
  #isEnabled = true;
  #isThrottled = false;

  private constructor(
    history: History,
    stage: MappingStage,
    folder: FunctionFolder,
    announcements: AnnouncementReader,
  ) {
    this.#history = history;
    this.#stage = stage;
    this.#folder = folder;
    this.#announcements = announcements;
  }

  /** A queue hears of the first and last record of a batch only, which tells them all if there is one lane. */
  static async begin(history: History, theatre: Theatre, { name, folder }: PlayOptions): Promise<Player> {
    const notes = await openFunctionFolder(folder);
    const announcements =
      limitsOf(history).parallelizationFactor === 1
        ? await createAnnouncementQueue(theatre.sqs, name)
        : await createAnnouncementBucket(theatre.s3, name);
    const isReporting = Array.isArray(history.options["FunctionResponseTypes"])
      ? history.options["FunctionResponseTypes"].length > 0
      : false;
    const stage = await buildStage({
      ...theatre,
      name,
      shardCount: history.shardCount,
      environment: { FOLDER: folder, SEED: String(history.seed), REPORTING: isReporting ? "yes" : "no" },
      mapping: {
        ...history.options,
        DestinationConfig: { OnFailure: { Destination: announcements.arn } },
      },
    });
    return new Player(history, stage, notes, announcements);
  }

  async run(): Promise<Story> {
    for (const step of this.#history.steps) await this.#take(step);
    await this.#setWeather("fine");
    await this.#switch(true);
    await this.#rest();
    const afterwards = await this.#startAnew();
    const [delivered, running] = readNotes(await this.#folder.notes(), limitsOf(this.#history));
    return {
      ...(await this.#resolved()),
      puts: this.#puts,
      delivered,
      violations: [...running, ...(await this.#miscounts())],
      afterwards,
    };
  }

  end(): Promise<void> {
    return this.#stage.strike();
  }

  async #take(step: Step): Promise<void> {
    switch (step.kind) {
      case "put":
        await this.#putAll(step);
        return;
      case "pass":
        await (step.ms < LONG_MS ? this.#oneInvocation() : this.#rest());
        return;
      case "split":
      case "merge":
        await this.#stage[step.kind](step.shard);
        return;
      case "disable":
      case "enable": {
        const isEnabled = step.kind === "enable";
        if (await this.#stage.update({ Enabled: isEnabled })) this.#isEnabled = isEnabled;
        return;
      }
      case "update":
        await this.#stage.update(step.options);
        return;
      case "weather":
        await this.#setWeather(step.weather);
        return;
      case "kill":
      case "restart":
    }
  }

  async #putAll({ key, flavour, copies }: Extract<Step, { kind: "put" }>): Promise<void> {
    const data = dataOf(this.#id++, flavour);
    for (let copy = 0; copy < copies; copy += 1) await this.#put(`key-${key}`, data, flavour);
  }

  async #put(partitionKey: string, data: string, flavour: Flavour, hashKey?: string): Promise<void> {
    const placed = await this.#stage.put(partitionKey, data, hashKey);
    this.#puts.push({ ...placed, partitionKey, flavour });
  }

  async #setWeather(weather: Weather): Promise<void> {
    await this.#folder.setWeather(weather);
    const isThrottled = weather === "throttled";
    if (isThrottled !== this.#isThrottled) await this.#stage.throttle(isThrottled);
    this.#isThrottled = isThrottled;
  }

  /** Enables or disables for certain: once no other change is under way. */
  async #switch(isEnabled: boolean): Promise<void> {
    await this.#stage.settled();
    await this.#stage.update({ Enabled: isEnabled });
    this.#isEnabled = isEnabled;
    await this.#stage.settled();
  }

  /** Waits until nothing is left, unless the mapping is held up. */
  async #rest(): Promise<void> {
    if (!this.#isEnabled || this.#isThrottled) return;
    await vi.waitFor(async () => expect(await this.#left()).toEqual([]), PATIENCE);
  }

  /** Waits for one more batch, or until nothing is left. */
  async #oneInvocation(): Promise<void> {
    if (!this.#isEnabled || this.#isThrottled) return;
    const before = (await this.#folder.notes()).length;
    const hasMoved = async () =>
      (await this.#folder.notes()).length > before || (await this.#left()).length === 0;
    await vi.waitUntil(hasMoved, PATIENCE);
  }

  async #left(): Promise<readonly Put[]> {
    return lost({ ...(await this.#resolved()), puts: this.#puts });
  }

  async #resolved(): Promise<Pick<Story, "succeeded" | "discarded">> {
    const notes = await this.#folder.notes();
    const announcements = await this.#announcements.read();
    return {
      succeeded: new Set(notes.flatMap((note) => ("taken" in note ? note.taken : []))),
      discarded: new Set(announcements.flatMap((announcement) => this.#coveredBy(announcement))),
    };
  }

  #coveredBy({ KinesisBatchInfo: batch, payload }: Announcement): readonly string[] {
    if (payload !== undefined) return payload.Records.map(({ kinesis }) => kinesis.sequenceNumber);
    const [first, last] = [BigInt(batch.startSequenceNumber), BigInt(batch.endSequenceNumber)];
    return this.#puts
      .filter(({ flavour, shardId }) => !UNWANTED.includes(flavour) && shardId === batch.shardId)
      .map(({ sequenceNumber }) => sequenceNumber)
      .filter((number) => first <= BigInt(number) && BigInt(number) <= last);
  }

  async #miscounts(): Promise<readonly string[]> {
    const announcements = await this.#announcements.read();
    return announcements.flatMap((announcement) =>
      announcement.KinesisBatchInfo.batchSize === this.#coveredBy(announcement).length
        ? []
        : ["an announcement that miscounts its records"],
    );
  }

  /**
   * Disables the mapping and enables it again, until nothing comes of it: a record that was taken may be on
   * its way once more, since a change of the mapping lets lanes that ran ahead start over.
   * @returns how many batches came again the last time
   */
  async #startAnew(): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      const again = await this.#redelivered();
      if (again === 0 || tries === MOST_STARTS) return again;
    }
  }

  /** What the mapping had left would come before a new record of its shard. */
  async #redelivered(): Promise<number> {
    await this.#switch(false);
    const before = (await this.#folder.notes()).length;
    const known = new Set(this.#puts.map(({ sequenceNumber }) => sequenceNumber));
    await this.#switch(true);
    for (const { ShardId, HashKeyRange } of await this.#stage.openShards()) {
      await this.#put(`after ${ShardId}`, dataOf(this.#id++, "good"), "good", HashKeyRange?.StartingHashKey);
    }
    await this.#rest();
    const since = (await this.#folder.notes()).slice(before);
    return since.filter(
      (note) => "records" in note && note.records.some((one) => known.has(one.sequenceNumber)),
    ).length;
  }
}

/** @returns the records in the order of their delivery, and the rules that batches broke */
function readNotes(notes: readonly Note[], limits: Limits) {
  const running = new Map<string, Extract<Note, { records: unknown }>["records"]>();
  const violations: string[] = [];
  for (const note of notes) {
    if ("taken" in note) running.delete(note.requestId);
    else {
      violations.push(...brokenAtStart(note.records, [...running.values()], limits));
      running.set(note.requestId, note.records);
    }
  }
  return [notes.flatMap((note) => ("records" in note ? note.records : [])), violations] as const;
}
