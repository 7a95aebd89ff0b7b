import type { JsonObject } from "../service.ts";

/** A form's key split at the dots, before it is known what is a list. */
interface Node {
  value: string | undefined;
  readonly children: Map<string, Node>;
}

/**
 * A query-protocol form as nested input: `Tags.member.1.Key=a` and `Tags.1.Key=a` become
 * `{Tags: [{Key: "a"}]}`, `Map.entry.1.key/.value` and `Map.1.key/.value` become `{Map: {key: value}}`.
 * Every scalar is a string. `Action` and `Version` are left out.
 */
export function parseQueryForm(form: URLSearchParams): JsonObject {
  const root = newNode();
  for (const [name, value] of form) {
    if (name !== "Action" && name !== "Version") descend(root, name.split(".")).value = value;
  }
  return toObject(root);
}

function newNode(): Node {
  return { value: undefined, children: new Map() };
}

function descend(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const part of path) {
    const next = node.children.get(part) ?? newNode();
    node.children.set(part, next);
    node = next;
  }
  return node;
}

function toValue(node: Node): unknown {
  if (node.children.size === 0) return node.value ?? "";
  const items = itemsOf(node);
  if (items === undefined) return toObject(node);
  return items.every(isMapEntry) ? Object.fromEntries(items.map(toMapEntry)) : items.map(toValue);
}

/** The items of a list or map in index order; undefined when the node is a structure. */
function itemsOf(node: Node): Node[] | undefined {
  const [only] = node.children.keys();
  const wrapped = node.children.size === 1 && (only === "member" || only === "entry");
  const children = wrapped && only !== undefined ? node.children.get(only)?.children : node.children;
  if (children === undefined || children.size === 0) return undefined;
  const keys = [...children.keys()];
  if (!keys.every((key) => /^[1-9]\d*$/.test(key))) return undefined;
  return [...children].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}

function isMapEntry(node: Node): boolean {
  return node.children.size === 2 && node.children.has("key") && node.children.has("value");
}

function toMapEntry(node: Node): [string, unknown] {
  return [node.children.get("key")?.value ?? "", toValue(node.children.get("value") ?? newNode())];
}

function toObject(node: Node): JsonObject {
  return Object.fromEntries([...node.children].map(([name, child]) => [name, toValue(child)]));
}
