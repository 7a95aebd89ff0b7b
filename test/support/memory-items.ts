import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { WriteCondition } from "../../src/store/condition.ts";
import type { Item, ItemKey } from "../../src/store/item.ts";
import type { ItemQuery } from "../../src/store/item-query.ts";
import type { ItemTable, WriteOutcome } from "../../src/store/item-table.ts";

export interface MemoryItems extends ItemTable {
  /** Decided and done at once, as the table does when a request arrives. */
  putNow(item: Item & ItemKey, condition: WriteCondition | undefined): WriteOutcome;
  getNow(key: ItemKey): Item | undefined;
  /** Pages handed out so far. */
  readonly pagesRead: number;
  /** A table of its own that holds the same. */
  fork(): MemoryItems;
}

/** A conditional table in memory, that keeps what DynamoDB would have kept. */
export function createMemoryItems(held: ReadonlyMap<string, Item> = new Map()): MemoryItems {
  const items = new Map(held);
  let pagesRead = 0;
  const idOf = ({ pk, sk }: ItemKey) => `${pk}\n${sk}`;
  const writeNow = (key: ItemKey, item: Item | undefined, condition: WriteCondition | undefined) => {
    const stored = items.get(idOf(key));
    if (condition !== undefined && !holds(condition, stored)) return { kind: "refused", stored } as const;
    if (item === undefined) items.delete(idOf(key));
    else items.set(idOf(key), unmarshall(marshall(item, { removeUndefinedValues: true })));
    return { kind: "written" } as const;
  };
  return {
    putNow: (item, condition) => writeNow(item, item, condition),
    getNow: (key) => items.get(idOf(key)),
    get: async (key) => items.get(idOf(key)),
    put: async (item, options = {}) => writeNow(item, item, options.condition),
    delete: async (key, options = {}) => writeNow(key, undefined, options.condition),
    pages: async function* (query) {
      const found = [...items.values()].filter((item) => isWanted(query, item)).sort(bySortKey);
      if (query.descending === true) found.reverse();
      const size = query.pageSize ?? 1000;
      for (let start = 0; start === 0 || start < found.length; start += size) {
        pagesRead += 1;
        yield found.slice(start, start + size).filter((item) => isAsked(query, item));
      }
    },
    get pagesRead() {
      return pagesRead;
    },
    fork: () => createMemoryItems(items),
  };
}

function bySortKey(a: Item, b: Item): number {
  return String(a["sk"]) < String(b["sk"]) ? -1 : 1;
}

function isAsked({ where }: ItemQuery, item: Item): boolean {
  return where === undefined || item[where.attribute] === where.is;
}

function isWanted({ pk, sk }: ItemQuery, item: Item): boolean {
  const own = String(item["sk"]);
  if (item["pk"] !== pk) return false;
  if (sk === undefined) return true;
  return "prefix" in sk ? own.startsWith(sk.prefix) : own >= sk.from && own <= sk.to;
}

function holds(condition: WriteCondition, stored: Item | undefined): boolean {
  if (condition.kind === "absent") return stored === undefined;
  if (stored === undefined) return condition.orAbsent === true;
  const { is = {}, atMost = {}, below = {} } = condition;
  const all = (wanted: object, test: (own: unknown, value: unknown) => boolean) =>
    Object.entries(wanted).every(([name, value]) => test(stored[name], value));
  return (
    all(is, (own, value) => own === value) &&
    all(atMost, (own, value) => Number(own) <= Number(value)) &&
    all(below, (own, value) => Number(own) < Number(value))
  );
}
