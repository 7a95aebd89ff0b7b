/** A REST path such as `/2015-03-31/functions/{FunctionName}/code`, ready to match. */
export interface PathTemplate {
  /** @returns the parameters, percent-decoded (an ARN arrives as `arn%3Aaws…`); undefined when it does not match */
  match(path: string): Record<string, string> | undefined;
  /** How many segments are fixed text; the template with more of them wins. */
  readonly literals: number;
}

/** A trailing slash is ignored on both sides: the CLI sends one for event source mappings, SDK v3 does not. */
export function pathTemplate(template: string): PathTemplate {
  const pattern = segmentsOf(template).map(toSegment);
  return {
    literals: pattern.filter((segment) => segment.kind === "literal").length,
    match: (path) => {
      const values = segmentsOf(path).map(decode);
      const fits =
        values.length === pattern.length && pattern.every((segment, i) => accepts(segment, values[i]));
      return fits ? parametersOf(pattern, values) : undefined;
    },
  };
}

type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string };

function toSegment(text: string): Segment {
  const name = text.match(/^\{(\w+)\}$/)?.[1];
  return name === undefined ? { kind: "literal", text } : { kind: "parameter", name };
}

function accepts(segment: Segment, value: string | undefined): boolean {
  return segment.kind === "literal" ? value === segment.text : value !== undefined && value !== "";
}

function parametersOf(
  pattern: readonly Segment[],
  values: readonly (string | undefined)[],
): Record<string, string> {
  return Object.fromEntries(
    pattern.flatMap((segment, i) => (segment.kind === "parameter" ? [[segment.name, values[i] ?? ""]] : [])),
  );
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\/|\/$/g, "").split("/");
}

/** @returns undefined for a malformed escape */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
