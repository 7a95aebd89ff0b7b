import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { primitiveKinds, type Resource } from "../../src/api/resource.ts";
import type { Applied } from "../../src/core/kind.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { convergeAll, type DrivenKinds, driveKinds } from "../support/driven-kinds.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import {
  costTag,
  foreignChanges,
  makeSurroundings,
  type Somebody,
  somebody,
  tagAll,
  untagAll,
} from "../support/foreign-changes.ts";
import {
  makeFunction,
  makeLogGroup,
  makeRole,
  makeStream,
  makeSubscription,
} from "../support/made-resources.ts";
import { clockOf } from "../support/reached-kinds.ts";

const tags = { team: "x" };
const declared: readonly Resource[] = [
  makeRole({ spec: { tags } }),
  makeLogGroup({ spec: { retentionDays: 7, tags } }),
  makeStream({ spec: { tags } }),
  makeFunction({ spec: { reservedConcurrency: 2, environment: { LEVEL: "debug" }, tags } }),
  makeSubscription({ spec: { enabled: true, tags } }),
];
const declaredBy = (kind: Resource["kind"]): Resource => {
  const found = declared.find((resource) => resource.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};

/** Not offered by the embedded AWS, never changed in place, or shown by log-group-destination.test.ts. */
const elsewhere: Readonly<Partial<Record<Resource["kind"], readonly string[]>>> = {
  LogGroup: ["destination"],
  Function: ["layers", "architecture"],
  Subscription: ["startingPosition"],
};

describe("kinds on an account that others use too", () => {
  let local: LocalAws;
  let aws: DrivenKinds;
  let other: Somebody;

  beforeAll(async () => {
    local = await startEmbeddedAws({ timeScale: 10 });
    aws = await driveKinds(local.endpoint, declared, { clock: clockOf(local.clock) });
    other = somebody(local.endpoint);
    await makeSurroundings(other);
    await convergeAll(aws, declared);
    await tagAll(other);
  });
  afterAll(async () => {
    aws[Symbol.dispose]();
    other[Symbol.dispose]();
    await local.stop();
  });

  it("have a case here for every field that the embedded AWS can change", () => {
    const cases = foreignChanges.map(({ kind, field }) => `${kind}.${field}`);
    const fields = declared.flatMap((resource) =>
      aws
        .kindOf(resource)
        .fields.filter(({ path }) => !elsewhere[resource.kind]?.includes(path))
        .map(({ path }) => `${resource.kind}.${path}`),
    );

    expect(cases.sort()).toEqual(fields.sort());
  });

  it.each(foreignChanges)(
    "notice that somebody changed $field of a $kind, and put exactly that back",
    async (change) => {
      const resource = declaredBy(change.kind);
      await change.make(other);
      aws.later();

      const { differences, steps } = await aws.plan(resource, change.isDeep && { deep: true });
      const made = await aws.converge(resource);

      expect(differences.map(({ path }) => path.split(".")[0])).toEqual([change.field]);
      expect(steps.map(({ call }) => call)).toEqual(change.calls);
      expect(made).toEqual(change.calls);
      expect((await aws.plan(resource, { deep: true })).differences).toEqual([]);
    },
  );

  it.each(declared)("keep a tag of others on their $kind while their own are taken off", async (resource) => {
    const bare = { ...resource, spec: { ...resource.spec, tags: {} } } as Resource;
    const fields = aws.kindOf(resource).managedFields(resource);
    const applied: Applied = { isCurrent: false, tagKeys: ["team", "xflow.dev/instance"], fields };
    aws.later();

    const { differences } = await aws.plan(bare, { applied });
    const made = await aws.converge(bare, applied);

    expect(differences).toEqual([{ path: "tags.team", from: "x", to: undefined }]);
    expect(made).toHaveLength(1);
    const found = await aws.observe(bare);
    const { state } = found as { state: { fields: { tags: Record<string, string> } } };
    expect(state.fields.tags).toMatchObject({ [costTag.name]: costTag.value, "xflow.dev/instance": "test" });
    expect(state.fields.tags).not.toHaveProperty("team");
    aws.later();
    expect((await aws.plan(bare)).differences).toEqual([]);
    await aws.converge(resource);
  });

  it.each(primitiveKinds)("list what is theirs of %s, and nothing else", async (kind) => {
    const resource = declaredBy(kind);
    const { identityOf } = aws.kindOf(resource);

    const listing = await aws.owned(kind);

    const identity = identityOf(resource);
    expect(listing).toEqual({
      kind: "listed",
      items: [{ key: resource.key, arn: expect.any(String), identity }],
    });
  });

  it("do not offer to delete what lost its owner's tags", async () => {
    await untagAll(other, ["xflow.dev/instance", "xflow.dev/resource"]);

    for (const resource of declared) {
      expect(await aws.remains(resource)).toMatchObject({ kind: "present", ownership: { kind: "unowned" } });
    }
  });
});
