import { describe, expect, it } from "vitest";
import { editorSchemas } from "../../../src/api/json-schema.ts";
import { type ManifestField, manifestFields } from "../../../src/flow/manifest-fields.ts";
import { fieldsOfKinds } from "../../../src/kinds/fields.ts";
import { fieldCases } from "../../support/lifecycle-suite.ts";

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly const?: string;
}

/** What stands below is IAM's: one value to us. */
const ownGrammar: readonly string[] = ["assumeRolePolicy"];

/** Every path below a schema; `isLeaf`: nothing stands below it. Lists and choices have no level of their own. */
function pathsOf(node: Node, prefix = ""): readonly { readonly path: string; readonly isLeaf: boolean }[] {
  const below = membersOf(node);
  return Object.entries(below).flatMap(([name, member]) => {
    const path = `${prefix}${name}`;
    const inner = ownGrammar.includes(path) ? [] : pathsOf(member, `${path}.`);
    return [{ path, isLeaf: inner.length === 0 }, ...inner];
  });
}

function membersOf(node: Node): Readonly<Record<string, Node>> {
  const choices = [...(node.anyOf ?? []), ...(node.items === undefined ? [] : [node.items])];
  return Object.assign({}, node.properties, ...choices.map(membersOf));
}

const schemas = editorSchemas();
const parsed = (file: string) => JSON.parse(schemas[file] ?? "{}") as Node;
const kinds = parsed("xflow.v1.schema.json").oneOf ?? [];
const specs: Readonly<Record<string, Node>> = {
  ...Object.fromEntries(
    kinds.map(({ properties = {} }) => [properties["kind"]?.const ?? "", properties["spec"] ?? {}]),
  ),
  "seed flow file": parsed("seed-flow.schema.json"),
};

const tables: Readonly<Record<string, Readonly<Record<string, ManifestField>>>> = manifestFields;
const rows = Object.entries(tables).flatMap(([manifest, fields]) =>
  Object.entries(fields).map(([path, row]) => ({ name: `${manifest} ${path}`, manifest, path, row })),
);
const kindFields = Object.entries(fieldsOfKinds).flatMap(([kind, fields]) =>
  fields.map(({ path }) => `${kind}.${path}`),
);

describe("the table of manifest fields", () => {
  it("has every kind of manifest, and the seed flow file", () => {
    expect(Object.keys(tables).sort()).toEqual(Object.keys(specs).sort());
  });

  it.each(Object.keys(tables))(
    "has a row for every field of %s, and no field that there is not",
    (manifest) => {
      const paths = pathsOf(specs[manifest] ?? {});
      const table = Object.keys(tables[manifest] ?? {});

      const missing = paths.filter(({ path, isLeaf }) => isLeaf && !table.includes(path));
      const unknown = table.filter((path) => !paths.some((known) => known.path === path));

      expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
    },
  );

  it("leads to fields of the kinds' tables only, and to each of them", () => {
    const reached = new Set(rows.flatMap(({ row }) => [...row.becomes, ...(row.touches ?? [])]));

    expect([...reached].filter((field) => !kindFields.includes(field))).toEqual([]);
    // A function's log group has the function's name.
    expect(kindFields.filter((field) => !reached.has(field))).toEqual(["Function.logGroup"]);
  });

  it("has a life played for every field that becomes one in AWS, and for each of those that it becomes", () => {
    const wanted = rows.flatMap(({ manifest, path, row }) =>
      row.becomes.map((field) => `${manifest} ${path} ${field}`),
    );
    const played = fieldCases.flatMap(({ manifest, covers, field }) =>
      covers.map((path) => `${manifest} ${path} ${field}`),
    );

    expect(wanted.filter((life) => !played.includes(life))).toEqual([]);
    expect(played.filter((life) => !wanted.includes(life))).toEqual([]);
  });

  it("says what is wanted of each field that a life is played without, and of no other", () => {
    for (const { manifest, covers, isRequired } of fieldCases) {
      const absent = covers.map((path) => tables[manifest]?.[path]?.absent);
      const canBeAbsent = absent.some((each) => each !== undefined);
      if (isRequired !== true) expect([manifest, covers, canBeAbsent]).toEqual([manifest, covers, true]);
    }
  });
});
