import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { hostOf, isDeadNeighbour, type Machine, thisMachine } from "../../../src/store/neighbour.ts";

const machine: Machine = {
  name: "box",
  bootId: "01234567-89ab-cdef",
  pidNamespace: "4026531836",
  isAlive: (pid) => pid === 10,
};

describe("a lease's holder on the same machine", () => {
  it("is dead when its process is gone", () => {
    const host = hostOf(machine);

    expect(host).toBe("box/01234567/4026531836");
    expect(isDeadNeighbour({ host, pid: 11 }, machine)).toBe(true);
    expect(isDeadNeighbour({ host, pid: 10 }, machine)).toBe(false);
  });

  it.each([
    ["another machine", { name: "other" }],
    ["a machine that was started anew", { bootId: "98765432" }],
    ["another container", { pidNamespace: "1" }],
    ["a system that does not tell of its start", { bootId: undefined }],
    ["a system without namespaces", { pidNamespace: undefined }],
  ])("may well live when seen from %s", (_, change) => {
    const other = { ...machine, ...change };

    expect(isDeadNeighbour({ host: hostOf(machine), pid: 11 }, other)).toBe(false);
    expect(isDeadNeighbour({ host: hostOf(other), pid: 11 }, machine)).toBe(false);
  });

  it("is not known to be dead where only names are told", () => {
    const { isAlive } = machine;
    const plain = { name: "mac", bootId: undefined, pidNamespace: undefined, isAlive };

    expect(isDeadNeighbour({ host: hostOf(plain), pid: 11 }, plain)).toBe(false);
  });

  it("is asked of the system itself", () => {
    const here = thisMachine();
    const ended = spawnSync(process.execPath, ["--version"]);

    expect(here.isAlive(process.pid)).toBe(true);
    expect(here.isAlive(ended.pid)).toBe(false);
    expect(here.isAlive(1)).toBe(true);
  });
});
