import fc from "fast-check";

// One seed for all properties: a run says the same on every machine, and a change is judged by the cases its
// predecessor was judged by. XFLOW_TEST_SEED=random draws new cases, as does another number.
const usualSeed = 20_261_124;
const asked = process.env["XFLOW_TEST_SEED"] ?? String(usualSeed);
if (asked !== "random") {
  const seed = Number(asked);
  if (!Number.isSafeInteger(seed)) {
    throw new Error(`XFLOW_TEST_SEED=${asked}: expected "random" or a whole number`);
  }
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
