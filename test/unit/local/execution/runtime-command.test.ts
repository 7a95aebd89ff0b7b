import { describe, expect, it } from "vitest";
import { createRuntimeCommands } from "../../../../src/local/execution/runtime-command.ts";

describe("the program of a runtime", () => {
  it("is the package's bootstrap for provided runtimes, this Node.js for nodejs ones", async () => {
    const commands = createRuntimeCommands();

    expect(await commands.find("provided.al2023", "/task")).toEqual({ file: "/task/bootstrap", args: [] });
    expect((await commands.find("nodejs22.x", "/task")).file).toBe(process.execPath);
  });

  it("is the named Python when it is on PATH, else python3", async () => {
    const asked: string[] = [];
    const commands = createRuntimeCommands(async (name) => {
      asked.push(name);
      return name === "python3.12" || name === "python3" ? `/bin/${name}` : undefined;
    });

    expect((await commands.find("python3.12", "/task")).file).toBe("/bin/python3.12");
    expect((await commands.find("python3.13", "/task")).file).toBe("/bin/python3");
    await commands.find("python3.13", "/task");
    expect(asked).toEqual(["python3.12", "python3.13", "python3"]);
  });

  it("is missed in words when there is none", async () => {
    const commands = createRuntimeCommands(async () => undefined);

    await expect(commands.find("python3.13", "/task")).rejects.toThrow(
      "neither python3.13 nor python3 is on PATH",
    );
    await expect(commands.find("java21", "/task")).rejects.toThrow("java21 functions cannot be run locally");
  });
});
