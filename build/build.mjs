// Compiles src to dist and copies what runs inside functions, which is shipped as written.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
const compiled = spawnSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"],
  {
    cwd: root,
    stdio: "inherit",
  },
);
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

for (const file of readdirSync(join(root, "src"), { recursive: true })) {
  if (/\.(?:mjs|py)$/.test(file)) cpSync(join(root, "src", file), join(dist, file));
}
for (const bin of ["main.js", "ctl.js"]) chmodSync(join(dist, bin), 0o755);
