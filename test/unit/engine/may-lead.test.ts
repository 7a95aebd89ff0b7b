import { describe, expect, it } from "vitest";
import type { LeaseRow } from "../../../src/core/controller-row.ts";
import { type Candidate, mayLead } from "../../../src/engine/may-lead.ts";

const endedAt = "2026-01-01T12:00:00.000Z";
const nowMs = Date.parse(endedAt) + 10_000;
const earlier = "2026-01-01T11:00:00.000Z";
const later = "2026-01-01T11:59:00.000Z";

function previous(also: Partial<LeaseRow> = {}): LeaseRow {
  return {
    holder: "a",
    host: "one",
    pid: 1,
    command: "server",
    epoch: 3,
    renewals: 9,
    acquiredAt: earlier,
    renewedAt: endedAt,
    leaseMs: 15_000,
    revision: "r1",
    revisionSince: earlier,
    xflowVersion: "1.2.3",
    released: true,
    ...also,
  };
}

function candidate(also: Partial<Candidate> = {}): Candidate {
  return { xflowVersion: "1.2.3", revision: "r1", revisionSince: earlier, ...also };
}

describe("a process may lead after another", () => {
  it.each<[string, Partial<Candidate>, Partial<LeaseRow>, boolean]>([
    ["with the same revision", {}, {}, true],
    [
      "with the same revision that it saw appear earlier",
      { revisionSince: "2026-01-01T10:00:00.000Z" },
      {},
      true,
    ],
    ["with a revision that appeared later", { revision: "r2", revisionSince: later }, {}, true],
    ["not with one that appeared earlier", { revision: "r0" }, { revisionSince: later }, false],
    ["with another that appeared at the same moment", { revision: "r2" }, {}, true],
    ["with a newer xflow", { xflowVersion: "1.3.0" }, {}, true],
    ["with a newer xflow of fewer numbers", { xflowVersion: "2" }, {}, true],
    ["not with an older xflow", { xflowVersion: "1.2.2" }, {}, false],
    ["not with an older xflow of fewer numbers", { xflowVersion: "1.2" }, {}, false],
    [
      "not with an xflow that is older by more than it looks",
      { xflowVersion: "1.9.0" },
      { xflowVersion: "1.10.0" },
      false,
    ],
    ["with a preview of the same xflow", { xflowVersion: "1.2.3-rc.1" }, {}, true],
    ["with an xflow that does not say which it is", {}, { xflowVersion: "built here" }, true],
  ])("%s", (_what, own, before, expected) => {
    expect(mayLead(previous(before), candidate(own), nowMs)).toBe(expected);
  });

  it("not before it has read anything, if the other had", () => {
    const { revision: _r, revisionSince: _s, ...unread } = candidate();

    expect(mayLead(previous(), unread, nowMs)).toBe(false);
  });

  it("whatever it has read, if the other had read nothing", () => {
    const { revision: _r, revisionSince: _s, ...unread } = previous();

    expect(mayLead(unread, candidate({ revision: "r0" }), nowMs)).toBe(true);
  });

  it("if nobody knows when the other's revision appeared", () => {
    const { revisionSince: _, ...undated } = previous();

    expect(mayLead(undated, candidate({ revision: "r0" }), nowMs)).toBe(true);
  });

  it("in any case when nobody has led for two minutes", () => {
    const behind = candidate({ revision: "r0", xflowVersion: "1.0.0" });
    const before = previous({ revisionSince: later });

    expect(mayLead(before, behind, Date.parse(endedAt) + 120_000)).toBe(false);
    expect(mayLead(before, behind, Date.parse(endedAt) + 120_001)).toBe(true);
  });
});
