import { dump } from "js-yaml";

/** Formats meant for programs. */
export type StructuredFormat = "json" | "yaml";

export function isStructured(format: string | undefined): format is StructuredFormat {
  return format === "json" || format === "yaml";
}

export function formatStructured(document: object, format: StructuredFormat): string {
  if (format === "json") return `${JSON.stringify(document, undefined, 2)}\n`;
  return dump(document, { noRefs: true, lineWidth: -1 });
}
