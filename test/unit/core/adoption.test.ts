import { describe, expect, it } from "vitest";
import type { Policy } from "../../../src/api/policy.ts";
import { permissionFor } from "../../../src/core/adoption.ts";
import type { Ownership } from "../../../src/core/observation.ts";
import { ownershipOf, ownerTags } from "../../../src/core/ownership.ts";
import { makeStream } from "../../support/made-resources.ts";

const ours: Ownership = { kind: "ours", resource: "default/Stream/Words" };
const unowned: Ownership = { kind: "unowned" };
const foreign: Ownership = { kind: "foreign", owner: "blue" };
const unknown: Ownership = { kind: "unknown", reason: "denied" };

describe("permission to change what exists", () => {
  it.each<{ ownership: Ownership; adopt: Policy["adopt"]; expected: string }>([
    { ownership: ours, adopt: "never", expected: "ours" },
    { ownership: ours, adopt: "force", expected: "ours" },
    { ownership: unowned, adopt: "never", expected: "refused" },
    { ownership: unowned, adopt: "if-unowned", expected: "adopt" },
    { ownership: unowned, adopt: "force", expected: "adopt" },
    { ownership: foreign, adopt: "never", expected: "refused" },
    { ownership: foreign, adopt: "if-unowned", expected: "refused" },
    { ownership: foreign, adopt: "force", expected: "adopt" },
    { ownership: unknown, adopt: "force", expected: "refused" },
  ])("$ownership.kind with adopt $adopt: $expected", ({ ownership, adopt, expected }) => {
    expect(permissionFor(makeStream({ policy: { adopt } }), ownership).kind).toBe(expected);
  });

  it("takes what nobody owns where that is always right, but nothing of another owner", () => {
    const resource = makeStream();

    expect(permissionFor(resource, unowned, { always: true }).kind).toBe("adopt");
    expect(permissionFor(resource, foreign, { always: true }).kind).toBe("refused");
  });

  it("names the owner, and the policy that would allow it", () => {
    const permission = permissionFor(makeStream(), foreign);

    expect(permission).toMatchObject({
      verdict: { reason: "NotOwned", message: expect.stringMatching(/blue.*policy\.adopt: force/) },
    });
  });

  it("warns when ours was declared under another key", () => {
    const permission = permissionFor(makeStream(), { kind: "ours", resource: "blue/Stream/Words" });

    expect(permission).toMatchObject({ warnings: [expect.stringContaining("blue/Stream/Words")] });
  });
});

describe("owner tags", () => {
  it("are read back as ours", () => {
    const tags = ownerTags({ instance: "test", resource: "default/Stream/Words" });

    expect(ownershipOf(tags, "test")).toEqual(ours);
    expect(ownershipOf(tags, "other")).toEqual({ kind: "foreign", owner: "test (default/Stream/Words)" });
    expect(ownershipOf({ team: "x" }, "test")).toEqual(unowned);
  });

  it("hold only what AWS accepts, and are still ours then", () => {
    const resource = makeStream({ name: "a,b" });
    const tags = ownerTags({ instance: "test", resource: resource.key });
    const ownership = ownershipOf(tags, "test");

    expect(tags["xflow.dev/resource"]).toBe("default/Stream/a_b");
    expect(permissionFor(resource, ownership)).toEqual({ kind: "ours", warnings: [] });
  });
});
