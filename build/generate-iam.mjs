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
/** What make calls the members of a place. */
const variables = {
  ...{ accountId: "account", namePrefix: "prefix", boundaryName: "boundary" },
  ...Object.fromEntries(Object.entries(lists).map(([name, member]) => [member, name])),
};

try {
  const values = readValues(process.argv.slice(2));
  const isOwn = Object.keys(values).length > 0;
  const place = isOwn ? placeOf(values) : placeholders;
  const out = isOwn ? resolve(values.out) : join(root, "deploy/iam");
  const policies = grantedPolicies(place);
  const manifests = isOwn ? values.manifests : join(root, "manifests/wordcount-manifests");
  const functions = manifests === undefined ? new Map() : await policiesOf(manifests, place);
  const { "README.md": page, ...own } = iamFiles({ grants: grantedRights, policies, functions, place });
  // The page is about the files in deploy/iam.
  const files = isOwn ? own : { ...own, "README.md": page };
  for (const [name, text] of Object.entries(files)) {
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  console.log(`${out}: ${Object.keys(files).length} files; docs/security.md says who gets which`);
} catch (error) {
  console.error(`make iam: ${messageOf(error)}`);
  process.exitCode = 2;
}

/** Of functions' generated roles. @throws for manifests that xflow would not take either */
async function policiesOf(manifests, place) {
  const { set } = await loadInput(manifests, [], {});
  const first = set.diagnostics.find(({ severity }) => severity === "error");
  if (first !== undefined) {
    throw new Error(`MANIFESTS: ${first.message}; xflow ${manifests} --validate tells all`);
  }
  return generatedPolicies(set, place);
}

/** `--name=value` for each variable that make was given: no value is taken for an option, whatever it begins with. */
function readValues(args) {
  const options = Object.fromEntries([...required, ...optional].map((name) => [name, { type: "string" }]));
  return parseArgs({ args, options }).values;
}

function messageOf(error) {
  const { member, problem, code, path } = error;
  if (member !== undefined) return `${(variables[member] ?? member).toUpperCase()}: ${problem}`;
  return code === "ENOENT" ? `${path} does not exist` : error.message;
}

function placeOf(given) {
  const missing = required.filter((name) => !given[name]);
  if (missing.length > 0) {
    const names = missing.join(", ").toUpperCase();
    throw new Error(
      `${names} missing: policies are for one place; deploy/iam/README.md says which values it has`,
    );
  }
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
