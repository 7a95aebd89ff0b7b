// Compiles src to dist and copies what is shipped as written: what runs inside functions, and tables. A build that
// fails leaves the last one as it was.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const next = join(root, "dist.next");
const remove = (folder) => rmSync(folder, { recursive: true, force: true });

remove(next);
const compiled = spawnSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", next],
  { cwd: root, stdio: "inherit" },
);
if (compiled.status !== 0) {
  remove(next);
  process.exit(compiled.status ?? 1);
}
for (const file of readdirSync(join(root, "src"), { recursive: true })) {
  if (/\.(?:mjs|py|json)$/.test(file)) cpSync(join(root, "src", file), join(next, file));
}
for (const bin of ["main.js", "ctl.js"]) chmodSync(join(next, bin), 0o755);
remove(dist);
renameSync(next, dist);
