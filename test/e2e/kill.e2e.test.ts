import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { describe, expect, it } from "vitest";
import { tagValue } from "../../src/core/ownership.ts";
import { createRandom } from "../../src/local/gateway/random.ts";
import { census, ownedKeys } from "../support/aws-census.ts";
import type { AwsProxy, ProxiedCall } from "../support/aws-proxy.ts";
import { clientConfig } from "../support/gateway-server.ts";
import { openReplicaWorld, type ReplicaWorld, until } from "../support/replica-world.ts";
import { openTempFolder, type TempFolder } from "../support/temp-folder.ts";
import { wordCountCensus, wordCountPath } from "../support/word-count.ts";
import { runXflow } from "../support/xflow-process.ts";

const seed = 20_261_123;
const kills = 24;
/** A process dies at one of its first so many writes. */
const lifeSpan = 30;

/** What happens to the write at which a process is killed: it never arrives, it has arrived, or it will. */
const sides = ["before", "after", "late"] as const;

const isWrite = ({ isMutating, isState, operation }: ProxiedCall) =>
  isMutating || (isState && /^(Put|Delete|Update)Item$/.test(operation));

/** A copy of the word count, of which every revision gives its functions another timeout. */
async function openSource() {
  const folder: TempFolder = await openTempFolder();
  await cp(wordCountPath, folder.path, { recursive: true });
  const file = join(folder.path, "word_count.cfg");
  const text = await readFile(file, "utf8");
  return {
    path: folder.path,
    write: (timeoutSeconds: number, { isTracked }: { readonly isTracked: boolean }) => {
      const timed = text.replace("lambda_timeout_time: 10", `lambda_timeout_time: ${timeoutSeconds}`);
      return writeFile(file, isTracked ? timed : timed.slice(0, timed.indexOf("workflows:")));
    },
    [Symbol.asyncDispose]: folder.remove,
  };
}

/** Lets writes pass up to the one at which the process dies. @returns when that one has come */
function endAtWrite(aws: AwsProxy, { at, side }: { readonly at: number; readonly side: string }) {
  let writes = 0;
  return new Promise<void>((resolve) => {
    aws.fateOf = (call) => {
      if (isWrite(call)) writes += 1;
      if (writes < at) return "pass";
      resolve();
      if (side === "after" && writes === at && isWrite(call)) return "pass";
      return side === "late" ? "hold" : "cut";
    };
  });
}

/** The table says that everything was looked at since then, is as declared, and there is nothing else in it. */
async function isWhole({ state }: ReplicaWorld, scannedBefore: string | undefined): Promise<boolean> {
  if ((await state.controller())?.lastScanAt === scannedBefore) return false;
  const rows = await state.rows();
  return rows.every(
    (row) =>
      row.state === "present" &&
      ["Ready", "Synced"].every((type) =>
        row.conditions.some((each) => each.type === type && each.status === "True"),
      ),
  );
}

describe("a controller that is killed again and again", () => {
  it(`makes the word count whole after ${kills} times, seed ${seed}`, async () => {
    await using world = await openReplicaWorld();
    await using source = await openSource();
    const random = createRandom(seed);
    const draw = (below: number) => Math.floor(random() * below);
    let late: AwsProxy | undefined;

    for (let kill = 0; kill < kills; kill += 1) {
      await source.write(11 + kill, { isTracked: kill % 5 !== 4 });
      const side = sides[draw(sides.length)] ?? "before";
      let isOver: Promise<void> = Promise.resolve();
      const { replica, aws } = await world.start(source.path, {
        prepare: (own) => {
          isOver = endAtWrite(own, { at: 1 + draw(lifeSpan), side });
        },
      });
      await late?.letThrough();
      await isOver;
      replica.kill("SIGKILL");
      expect(await replica.ended).toMatchObject({ signal: "SIGKILL" });
      late = side === "late" ? aws : undefined;
    }
    await source.write(60, { isTracked: true });
    const scannedBefore = (await world.state.controller())?.lastScanAt;
    const { replica } = await world.start(source.path);
    await late?.letThrough();

    await until(
      async () => ({ ...(await census(world.endpoint)), isWhole: await isWhole(world, scannedBefore) }),
      (seen) => expect(seen).toEqual({ ...wordCountCensus, isWhole: true }),
    );
    replica.kill("SIGTERM");
    await replica.ended;
    await expectTracked(world);
    const plan = await runXflow([
      ...[source.path, "-c", "--dry-run", "-o", "json", "--local"],
      ...["--endpoint-url", world.endpoint, "--instance", "x"],
    ]);
    const { resources } = JSON.parse(plan.stdout) as { resources: { steps: unknown[] }[] };
    expect(resources.flatMap(({ steps }) => steps)).toEqual([]);
  });
});

/** Every resource with our tag has one row, and every row its resource. */
async function expectTracked({ endpoint, state }: ReplicaWorld): Promise<void> {
  const config = { ...clientConfig(endpoint), region: "us-east-1" };
  const clients = { iam: new IAMClient(config), tagging: new ResourceGroupsTaggingAPIClient(config) };
  const rows = await state.rows();
  const owned = await ownedKeys(clients, "x");
  for (const client of Object.values(clients)) client.destroy();
  expect([...owned].sort()).toEqual(rows.map(({ key }) => tagValue(key)).sort());
}
