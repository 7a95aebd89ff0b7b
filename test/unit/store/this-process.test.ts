import { describe, expect, it } from "vitest";
import { isDeadNeighbour, thisMachine } from "../../../src/store/neighbour.ts";
import { thisProcess } from "../../../src/store/this-process.ts";

describe("this process as a holder of leases", () => {
  it("can be found by people, and is alive to its neighbours", () => {
    const machine = thisMachine();

    const holder = thisProcess(machine, { command: "server", xflowVersion: "0.1.0" });

    expect(holder).toMatchObject({ pid: process.pid, command: "server", xflowVersion: "0.1.0" });
    expect(holder.holder.startsWith(`${machine.name}:${process.pid}:`)).toBe(true);
    expect(isDeadNeighbour(holder, machine)).toBe(false);
  });

  it("is another one each time it is asked", () => {
    const who = { command: "server", xflowVersion: "0.1.0" };

    expect(thisProcess(thisMachine(), who).holder).not.toBe(thisProcess(thisMachine(), who).holder);
  });
});
