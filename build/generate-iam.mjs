// Writes IAM policies, for `make iam`: with placeholders to deploy/iam, or for one place to --out. Whether deploy/iam
// is up to date is told by test/unit/build/iam-files.test.ts.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generatedPolicies } from "../dist/app/generated-policies.js";
import { grantedPolicies, grantedRights } from "../dist/app/granted-policies.js";
import { loadInput } from "../dist/app.js";
import { iamFiles, placeholders } from "./iam-files.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lists = {
  buckets: "codeBuckets",
  keys: "streamKeys",
  layers: "layers",
  roles: "passedRoles",
  targets: "targetRoles",
  failures: "failureBuckets",
};
const required = ["account", "region", "prefix", "instance", "out"];
const optional = ["partition", "table", "boundary", "manifests", ...Object.keys(lists)];
const options = Object.fromEntries([...required, ...optional].map((name) => [name, { type: "string" }]));
const { values } = parseArgs({ options });

const isOwn = [...required, ...optional].some((name) => name !== "manifests" && values[name] !== undefined);
const out = isOwn ? resolve(values.out ?? "") : join(root, "deploy/iam");
try {
  const place = isOwn ? placeOf(values) : placeholders;
  const policies = grantedPolicies(place);
  const manifests = values.manifests ?? join(root, "manifests/wordcount-manifests");
  const { set } = await loadInput(manifests, [], {});
  const functions = generatedPolicies(set, place);
  const files = iamFiles({ grants: grantedRights, policies, functions, place });
  for (const [name, text] of Object.entries(files)) {
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
} catch (error) {
  console.error(`make iam: ${error.message}`);
  process.exitCode = 2;
}

function placeOf(given) {
  const missing = required.filter((name) => !given[name]);
  if (missing.length > 0) throw new Error(`${missing.join(", ").toUpperCase()} missing`);
  const { account, region, prefix, instance, partition = "aws", table = "xflow" } = given;
  const named = Object.entries(lists).map(([name, member]) => [
    member,
    (given[name] ?? "").split(",").filter((item) => item !== ""),
  ]);
  return {
    ...{ partition, accountId: account, region, namePrefix: prefix, instance, table },
    boundaryName: given.boundary ?? `xflow-${instance}-boundary`,
    ...Object.fromEntries(named),
  };
}
