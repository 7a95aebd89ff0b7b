import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import { canonical } from "../../../src/core/canonical.ts";
import type { State } from "../../../src/core/diff.ts";
import { type ManifestField, manifestFields } from "../../../src/flow/manifest-fields.ts";
import { fieldsOfKinds } from "../../../src/kinds/fields.ts";
import { createSourceFolder } from "../../support/desired-set.ts";
import { filesOf, sources } from "../../support/field-base.ts";
import { caseName, type FieldCase } from "../../support/field-cases.ts";
import { fieldCases } from "../../support/lifecycle-suite.ts";
import { planContext } from "../../support/made-resources.ts";
import { planningKinds } from "../../support/planned-kinds.ts";
import { realise } from "../../support/realise.ts";

type Resources = ReadonlyMap<ResourceKey, Resource>;
const rows: Readonly<Record<string, Readonly<Record<string, ManifestField>>>> = manifestFields;

async function setsOf(one: FieldCase): Promise<readonly [Resources, Resources]> {
  const folder = await createSourceFolder(sources);
  try {
    await folder.write(filesOf(one, 0));
    const first = await folder.load();
    await folder.write(filesOf(one, 1));
    const then = await folder.load();
    return [first.set.resources, then.set.resources];
  } finally {
    await folder.remove();
  }
}

/** What would be in AWS once everything was made; the checksum of code is its digest's. */
function statesOf(resources: Resources): ReadonlyMap<ResourceKey, State> {
  const kinds = planningKinds([...resources.values()]);
  const states = [...resources.values()].map((resource) => {
    const checksum = resource.kind === "Function" ? canonical(resource.spec.code) : undefined;
    const { steps } = kinds[resource.kind].plan(resource, { kind: "absent" }, planContext(checksum));
    const made = realise(resource, { kind: "absent" }, steps);
    return [resource.key, made.kind === "present" ? (made.state.fields as State) : {}] as const;
  });
  return new Map(states);
}

function changedFields([first, then]: readonly [Resources, Resources]): ReadonlySet<string> {
  const [before, after] = [statesOf(first), statesOf(then)];
  const changed = [...then.values()].flatMap(({ kind, key }) => {
    const paths = fieldsOfKinds[kind].map(({ path }) => path);
    const differing = paths.filter(
      (path) => canonical(before.get(key)?.[path]) !== canonical(after.get(key)?.[path]),
    );
    return before.has(key) ? differing.map((path) => `${kind}.${path}`) : [];
  });
  return new Set(changed);
}

describe("what a field of a manifest changes", () => {
  it.each(fieldCases.map((one) => [caseName(one), one] as const))(
    "is what its row says: %s",
    async (_, one) => {
      const own = one.covers.flatMap((path) => rows[one.manifest]?.[path] ?? []);
      const allowed = own.flatMap(({ becomes, touches = [] }) => [...becomes, ...touches]);

      const changed = changedFields(await setsOf(one));

      expect(changed).toContain(one.field);
      expect([...changed].filter((field) => !allowed.includes(field))).toEqual([]);
    },
  );
});
