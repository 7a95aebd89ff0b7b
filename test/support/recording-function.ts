import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import type { Weather } from "./mapping-history.ts";
import type { Delivered } from "./model-function.ts";

/**
 * A function for Node.js that notes its batches in a folder, and there is told the weather. Poison makes it
 * throw, exit, be killed, or, when REPORTING, name the records it cannot take. In bad weather it may do so for
 * any batch, or hang.
 */
export const RECORDING_CODE = zipSync({
  "index.mjs": strToU8(`
import { appendFileSync, readFileSync } from "node:fs";

const { FOLDER, REPORTING, SEED } = process.env;
let state = Number(SEED);

export const handler = async ({ Records }, { awsRequestId: requestId }) => {
  const records = Records.map(({ eventID, kinesis }) => ({
    eventID,
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    shardId: eventID.split(":")[0],
    text: Buffer.from(kinesis.data, "base64").toString(),
  }));
  note({ requestId, records });
  await misbehave(requestId, records[0].sequenceNumber);
  const poison = records.filter(({ text }) => text.includes('"poison"'));
  if (poison.length === 0) return end(requestId, records);
  const { id } = JSON.parse(poison[0].text);
  if (REPORTING !== "yes" || id % 3 === 0) return fail(requestId, id % 3);
  end(requestId, records.slice(0, records.indexOf(poison[0])));
  return { batchItemFailures: poison.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
};

/** As the weather has it. */
async function misbehave(requestId, sequenceNumber) {
  const weather = readFileSync(FOLDER + "/weather", "utf8");
  state = (state * 48_271 + Number(sequenceNumber.slice(-6))) % 2_147_483_647;
  if (weather === "crashing" && state % 2 === 0) await fail(requestId, state % 3);
  if (weather === "timingOut" && state % 10 < 5) await fail(requestId, 3);
}

async function fail(requestId, way) {
  end(requestId, []);
  if (way === 1) process.exit(1);
  if (way === 2) process.kill(process.pid, "SIGKILL");
  if (way === 3) await new Promise((resolve) => setTimeout(resolve, 60_000));
  throw new Error("cannot take these records");
}

function end(requestId, taken) {
  note({ requestId, taken: taken.map(({ sequenceNumber }) => sequenceNumber) });
}

function note(line) {
  appendFileSync(FOLDER + "/notes", JSON.stringify(line) + "\\n");
}
`),
});

/** What a recording function noted, in order: a batch begins, and ends with the records it took. */
export type Note =
  | { readonly requestId: string; readonly records: readonly Delivered[] }
  | { readonly requestId: string; readonly taken: readonly string[] };

/** The folder where a test and its recording function meet. */
export interface FunctionFolder {
  setWeather(weather: Weather): Promise<void>;
  notes(): Promise<readonly Note[]>;
}

export async function openFunctionFolder(folder: string): Promise<FunctionFolder> {
  const setWeather = (weather: Weather) => writeFile(join(folder, "weather"), weather);
  await setWeather("fine");
  await appendFile(join(folder, "notes"), "");
  return {
    setWeather,
    notes: async () => {
      const lines = (await readFile(join(folder, "notes"), "utf8")).split("\n");
      return lines.slice(0, -1).map((line) => JSON.parse(line) as Note);
    },
  };
}
