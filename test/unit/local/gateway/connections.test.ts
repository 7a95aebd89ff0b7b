import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { createConnections } from "../../../../src/local/gateway/connections.ts";
import { createManualClock } from "../../../support/manual-clock.ts";

class FakeConnection extends EventEmitter {
  isDestroyed = false;

  destroy(): void {
    this.isDestroyed = true;
    this.emit("close");
  }
}

function setUp() {
  const connections = createConnections();
  const [idle, busy] = [new FakeConnection(), new FakeConnection()];
  connections.add(idle);
  connections.add(busy);
  const done = connections.begin(busy);
  return { clock: createManualClock(), connections, idle, busy, done };
}

describe("draining connections", () => {
  it("ends idle ones at once and busy ones when their last request is done", async () => {
    const { clock, connections, idle, busy, done } = setUp();
    const doneToo = connections.begin(busy);

    const drained = connections.drain(clock, 1000);

    expect([idle.isDestroyed, busy.isDestroyed]).toEqual([true, false]);
    done();
    expect(busy.isDestroyed).toBe(false);
    doneToo();
    expect(busy.isDestroyed).toBe(true);
    await drained;
    expect(clock.pending).toBe(0);
  });

  it("gives up after the grace and leaves the rest to be cut", async () => {
    const { clock, connections, busy } = setUp();

    const drained = connections.drain(clock, 1000);
    clock.advance(1000);
    await drained;

    expect(busy.isDestroyed).toBe(false);
    connections.destroy();
    expect(busy.isDestroyed).toBe(true);
  });

  it("resolves at once when there is none, and lets no new one in", async () => {
    const connections = createConnections();
    await connections.drain(createManualClock(), 1000);
    const late = new FakeConnection();

    connections.add(late);

    expect(late.isDestroyed).toBe(true);
  });

  it("passes over a socket that became part of another connection", async () => {
    const { clock, connections, idle, done } = setUp();
    connections.forget(idle);

    const drained = connections.drain(clock, 1000);
    done();
    await drained;

    expect(idle.isDestroyed).toBe(false);
  });
});
