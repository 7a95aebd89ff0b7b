import type { Item } from "./item.ts";
import { MalformedItemError } from "./item-error.ts";

/** The outer form of an attribute; what is inside is as good as what wrote it. */
export type Form = "string" | "number" | "boolean" | "list" | "map";

/** Attributes that an item must have, and their form. */
export type Shape = Readonly<Record<string, Form>>;

/** @throws MalformedItemError naming the first attribute that is missing or of another form */
export function checkShape(item: Item, shape: Shape, label: string): void {
  for (const [attribute, form] of Object.entries(shape)) {
    if (formOf(item[attribute]) !== form) throw new MalformedItemError(label, attribute);
  }
}

function formOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (value === null || value instanceof Uint8Array) return "other";
  return typeof value === "object" ? "map" : typeof value;
}
