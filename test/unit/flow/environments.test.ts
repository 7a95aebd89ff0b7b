import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createSourceFolder,
  functionManifest,
  loadFiles,
  manifest,
  subscription,
} from "../../support/desired-set.ts";

const prod = manifest("Environment", "prod", {
  region: "eu-west-1",
  accountId: "123456789012",
  assumeRoleArn: "arn:aws:iam::123456789012:role/deployer",
  namePrefix: "prod-",
  permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
  defaults: {
    runtime: "python3.13",
    timeoutSeconds: 33,
    memoryMb: 512,
    tags: { team: "a", cost: "1" },
    vpc: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
    logging: { retentionDays: 30, format: "JSON" },
    policy: { drift: "report", deletion: "protect" },
  },
});
const bare = (name: string, spec: object = {}) =>
  manifest("Function", name, { source: "index.js", handler: "index.handler", ...spec });

describe("an Environment", () => {
  it("gives what it governs its defaults, prefix and boundary", async () => {
    const { resources, environments, found } = await loadFiles({
      "environment.yaml": prod,
      "flow.yaml": bare("mapper") + manifest("Stream", "Uploaded") + manifest("LogGroup", "/app/audit"),
    });

    expect(found).toEqual([]);
    expect(environments.get("prod")).toEqual({
      name: "prod",
      region: "eu-west-1",
      accountId: "123456789012",
      assumeRoleArn: "arn:aws:iam::123456789012:role/deployer",
      namePrefix: "prod-",
    });
    expect(resources.get("prod/Function/mapper")).toMatchObject({
      awsName: "prod-mapper",
      spec: {
        runtime: "python3.13",
        timeoutSeconds: 33,
        memoryMb: 512,
        logFormat: "JSON",
        tags: { team: "a", cost: "1" },
        environment: { XFLOW_STREAM_PREFIX: "prod-" },
        vpc: { subnetIds: ["subnet-0123456789abcdef0"] },
      },
      policy: { drift: "report", deletion: "protect" },
    });
    expect(resources.get("prod/LogGroup/lambda:mapper")).toMatchObject({
      awsName: "/aws/lambda/prod-mapper",
      spec: { retentionDays: 30, ofFunction: "prod/Function/mapper" },
      policy: { deletion: "protect" },
    });
    expect(resources.get("prod/Role/mapper")).toMatchObject({
      awsName: "prod-mapper",
      spec: { permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" },
    });
    expect(resources.get("prod/Stream/Uploaded")?.awsName).toBe("prod-Uploaded");
    expect(resources.get("prod/LogGroup//app/audit")?.awsName).toBe("/app/prod-audit");
  });

  it("yields to what a manifest says itself, tags one by one", async () => {
    const { resources } = await loadFiles({
      "environment.yaml": prod,
      "flow.yaml": manifest(
        "Function",
        "mapper",
        {
          source: "index.js",
          handler: "index.handler",
          runtime: "nodejs22.x",
          timeoutSeconds: 1,
          tags: { team: "b" },
          logging: { retentionDays: 1 },
        },
        { policy: { drift: "ignore" } },
      ),
    });

    expect(resources.get("prod/Function/mapper")).toMatchObject({
      spec: { runtime: "nodejs22.x", timeoutSeconds: 1, tags: { team: "b", cost: "1" }, logFormat: "JSON" },
      policy: { drift: "ignore", deletion: "protect" },
    });
    expect(resources.get("prod/LogGroup/lambda:mapper")).toMatchObject({ spec: { retentionDays: 1 } });
  });

  it("governs its folder and those below, the nearest wins, and inherits nothing", async () => {
    const { resources, environments } = await loadFiles({
      "root.yaml": manifest("Stream", "A"),
      "prod/environment.yaml": prod,
      "prod/a.yaml": manifest("Stream", "A"),
      "prod/deep/er/a.yaml": manifest("Stream", "B"),
      "prod/dev/environment.yaml": manifest("Environment", "dev", { namePrefix: "dev-" }),
      "prod/dev/a.yaml": manifest("Stream", "A"),
    });

    expect([...resources.values()].map(({ key, awsName }) => `${key} ${awsName}`)).toEqual([
      "default/Stream/A A",
      "dev/Stream/A dev-A",
      "prod/Stream/A prod-A",
      "prod/Stream/B prod-B",
    ]);
    expect([...environments.keys()].toSorted()).toEqual(["default", "dev", "prod"]);
    expect(environments.get("dev")).toEqual({ name: "dev", namePrefix: "dev-" });
  });

  it("is the same one wherever it is declared equally", async () => {
    const { found, resources } = await loadFiles({
      "a/environment.yaml": manifest("Environment", "dev", { region: "eu-west-1" }),
      "a/flow.yaml": manifest("Stream", "A"),
      "b/environment.yaml": manifest("Environment", "dev", { region: "eu-west-1" }),
      "b/flow.yaml": functionManifest("f", { source: "../index.js" }) + subscription("A", "f"),
    });

    expect(found).toEqual([]);
    expect(resources.has("dev/Subscription/A:f")).toBe(true);
  });

  it("injects no prefix where there is none", async () => {
    const { resources } = await loadFiles({
      "flow.yaml": functionManifest("f", { environment: { A1: "b" } }),
    });

    expect(resources.get("default/Function/f")).toMatchObject({ spec: { environment: { A1: "b" } } });
    expect(JSON.stringify([...resources.values()])).not.toContain("XFLOW_STREAM_PREFIX");
  });

  it.each([
    ["a syntax error", "apiVersion: xflow.dev/v1\nkind: Environment\nmetadata: {name: prod\n"],
    [
      "a key given twice",
      "apiVersion: xflow.dev/v1\nkind: Environment\nkind: Environment\nmetadata: {name: prod}\nspec: {}\n",
    ],
    ["a misspelt kind", "apiVersion: xflow.dev/v1\nkind: Enviroment\nmetadata: {name: prod}\nspec: {}\n"],
    ["a newer version", "apiVersion: xflow.dev/v2\nkind: Environment\nmetadata: {name: prod}\nspec: {}\n"],
    [
      "a letter that is not UTF-8",
      "apiVersion: xflow.dev/v1\nkind: Environment\nmetadata: {name: prod}\nspec: {} # \uFFFF",
    ],
  ])("with %s still keeps its folder out of every other environment", async (what, text) => {
    const folder = await createSourceFolder({ "prod/flow.yaml": manifest("Stream", "A") });
    const bytes = Buffer.from(text);
    if (what.includes("UTF-8")) bytes[bytes.length - 1] = 0xff;
    await writeFile(join(folder.path, "prod/environment.yaml"), bytes);

    const { set } = await folder.load();
    await folder.remove();

    expect(set.diagnostics).toHaveLength(1);
    expect([...set.resources.keys()]).toEqual([]);
  });

  it("governs a single file beside it, and lends it nothing else of its file", async () => {
    const folder = await createSourceFolder({
      "environment.yaml": prod + manifest("Stream", "Other"),
      "other.yaml": "a: [\n",
      "flow.yaml": manifest("Stream", "A"),
    });

    const { set, ignored } = await folder.load({ path: join(folder.path, "flow.yaml") });
    await folder.write({ "environment.yaml": prod.replace("region", "regoin") });
    const broken = await folder.load({ path: join(folder.path, "flow.yaml") });
    await folder.remove();

    expect([...set.resources.keys()]).toEqual(["prod/Stream/A"]);
    expect([set.diagnostics, ignored]).toEqual([[], []]);
    expect(broken.set.diagnostics.map(({ code }) => code)).toEqual(["UnknownKey"]);
    expect(broken.set.resources.size).toBe(0);
  });

  it("with an error keeps everything in its folder out of every environment", async () => {
    const { resources } = await loadFiles({
      "prod/environment.yaml": manifest("Environment", "prod", { regoin: "x" }),
      "prod/flow.yaml": manifest("Stream", "A"),
      "two/a.yaml": manifest("Environment", "a", {}),
      "two/b.yaml": manifest("Environment", "b", {}),
      "two/flow.yaml": manifest("Stream", "B"),
      "other.yaml": manifest("Stream", "C"),
    });

    expect([...resources.keys()]).toEqual(["default/Stream/C"]);
  });
});
