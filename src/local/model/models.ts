import { readFileSync } from "node:fs";
import { exceptions } from "./exceptions.ts";
import type { ModelTable, Shape, ShapeRef } from "./shape.ts";

/** Services whose tables there are, by their name in signatures. */
export const MODELLED_SERVICES = [
  "dynamodb",
  "iam",
  "kinesis",
  "lambda",
  "logs",
  "s3",
  "sts",
  "tagging",
] as const;

/** What AWS's published API models say about one service's requests. */
export interface ServiceModel {
  readonly table: ModelTable;
  /** @returns undefined for a bare type, which anything of that type satisfies */
  shape(ref: ShapeRef): Shape | undefined;
  /** Whether the whole text matches. @param pattern of a shape of this model */
  matches(pattern: string, text: string): boolean;
}

export interface Models {
  /** @returns undefined for a service without a table */
  of(service: string): ServiceModel | undefined;
}

/** Tables are read when first asked for. */
export function createModels(): Models {
  const models = new Map<string, ServiceModel>();
  return {
    of: (service) => {
      const known = models.get(service);
      if (known !== undefined) return known;
      if (!MODELLED_SERVICES.some((name) => name === service)) return undefined;
      const model = toModel(readTable(service));
      models.set(service, model);
      return model;
    },
  };
}

function readTable(service: string): ModelTable {
  const file = new URL(`./tables/${service}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as ModelTable;
}

function toModel(table: ModelTable): ServiceModel {
  const shapes: Readonly<Record<string, Shape>> = { ...table.shapes, ...correctedShapes(table) };
  const patterns = new Map<string, RegExp>();
  return {
    table,
    shape: (ref) => shapes[ref],
    matches: (pattern, text) => {
      const compiled = patterns.get(pattern) ?? toRegExp(pattern);
      patterns.set(pattern, compiled);
      return compiled.test(text);
    },
  };
}

function correctedShapes({ service, shapes }: ModelTable): Readonly<Record<string, Shape>> {
  const ours = exceptions.filter((exception) => exception.service === service);
  return Object.fromEntries(
    ours.flatMap(({ shape: name, without }) => {
      const shape = shapes[name];
      if (shape === undefined) return [];
      const { [without]: _, ...rest } = shape;
      return [[name, rest as Shape]];
    }),
  );
}

/**
 * Java's expression as JavaScript's, for the whole text. Classes of Unicode need the flag, under which the models'
 * `[a-z-_]` would be an error. The two languages agree on everything else that the models use.
 */
export function toRegExp(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, pattern.includes("\\p{") ? "u" : "");
}
