// `make bench`: what design promises as numbers, on the built program and the embedded AWS.
// Prints a table and exits 1 when a promise is broken. Times are medians of several runs on this machine;
// calls are exact, and so is time on the clock that jumps (fleet.mjs).

import { callsPerFlow } from "./calls.mjs";
import { idleScans, savedToWritten } from "./controller.mjs";
import { fleetAtOnce, fleetWithSlowStreams, largeFleet, oneNewFlow } from "./fleet.mjs";
import { validateHundredFunctions } from "./validate.mjs";
import { coldStart, warmLatency } from "./wordcount.mjs";

const measures = [
  ...[validateHundredFunctions, callsPerFlow, coldStart, warmLatency, savedToWritten, idleScans],
  ...[oneNewFlow, fleetAtOnce, fleetWithSlowStreams, largeFleet],
];

let broken = 0;
for (const measure of measures) {
  for (const { name, value, limit, unit } of await measure()) {
    const held = value <= limit;
    if (!held) broken += 1;
    const digits = unit === "x" ? 100 : 10;
    const shown = `${Math.round(value * digits) / digits} ${unit}`;
    console.log(
      `${held ? "ok  " : "OVER"}  ${name.padEnd(66)} ${shown.padStart(12)}   limit ${limit} ${unit}`,
    );
  }
}
console.log(`${broken === 0 ? "all promises held" : `${broken} promises broken`}`);
process.exitCode = broken === 0 ? 0 : 1;
