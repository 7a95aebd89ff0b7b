import { describe, expect, it } from "vitest";
import { executionPath, standingOf, summarize } from "../../../src/tracking/summary.ts";
import { toTrackedEvents } from "../../../src/tracking/tracked-event.ts";

const workflow = { flow: ["A", "B", "C"], subscribers: { A: ["a_to_b"], B: ["b_to_c"], C: [] } };
const event = (eventName: string, arrivedAt: number) => ({
  eventName,
  arrivedAt,
  data: { execution_id: "ex1", event_name: eventName },
});

describe("execution path", () => {
  it.each([
    { reason: "complete", received: ["A", "B", "C"], path: "A ---> B ---> C" },
    { reason: "stopped after the first", received: ["A"], path: "A ---> X - - -> B - - -> C" },
    { reason: "stopped before the last", received: ["A", "B"], path: "A ---> B ---> X - - -> C" },
    { reason: "one was never seen", received: ["A", "C"], path: "A - - -> B ---> C" },
    { reason: "nothing has arrived", received: [], path: "X - - -> A - - -> B - - -> C" },
  ])("$reason", ({ received, path }) => {
    expect(executionPath(workflow.flow, new Set(received))).toBe(path);
  });
});

describe("summary of an execution", () => {
  it("blames nobody when the flow's last event has arrived", () => {
    const summary = summarize(workflow, [event("A", 1), event("B", 2), event("C", 3)], []);

    expect(summary.tracking_summary).toEqual({
      last_received_event: "C",
      subscribers: [],
      execution_path: "A ---> B ---> C",
      logs: [],
    });
  });

  it("names the functions that should have gone on", () => {
    expect(standingOf(workflow, [event("A", 1), event("B", 2)]).subscribers).toEqual(["b_to_c"]);
  });

  it("keeps the flow's order of events and says which are unknown", () => {
    const { events_defined } = summarize(workflow, [event("B", 2)], []);

    expect(Object.entries(events_defined)).toEqual([
      ["A", "unknown_state"],
      ["B", "received"],
      ["C", "unknown_state"],
    ]);
  });

  it("calls an event outside the flow unexpected, however often it comes", () => {
    const { events_defined } = summarize(workflow, [event("Z", 1), event("Z", 2)], []);

    expect(events_defined["Z"]).toBe("received_but_unexpected");
  });

  it("knows nothing of an execution nobody has seen", () => {
    const summary = summarize(workflow, [], []);

    expect(summary.tracking_summary.last_received_event).toBeNull();
    expect(summary.events_received).toEqual([]);
  });
});

describe("the tracker's messages", () => {
  const message = (id: string, arrivedAt: number, eventName: string) =>
    JSON.stringify({ event_id: id, arrived_at: arrivedAt, data: { event_name: eventName } });

  it("count once when written twice, and stand in the order of arrival", () => {
    const events = toTrackedEvents([
      message("s:2", 20, "B"),
      message("s:1", 10, "A"),
      message("s:2", 20, "B"),
    ]);

    expect(events.map(({ eventName }) => eventName)).toEqual(["A", "B"]);
  });

  it("are told from what others wrote to the stream", () => {
    expect(toTrackedEvents(["hello", "{}", "null", '{"event_id":1}'])).toEqual([]);
  });
});
