import { type PrimitiveKind, primitiveKinds, type ResourceKey } from "../../api/resource.ts";
import type { ProgressEvent } from "../../core/progress.ts";
import { type Style, truncate } from "./style.ts";

type Standing = { readonly state: "ready" | "refused" | "failed" | "moving"; readonly note: string };

/** Where a run stands, per kind: how many are ready, and what most of the others wait for. */
export class ProgressBoard {
  readonly #standings = new Map<ResourceKey, Standing>();

  note(event: ProgressEvent): void {
    const standing = standingAfter(event);
    if (standing !== undefined) this.#standings.set(event.key, standing);
  }

  /** One line per kind met so far, none longer than the width. */
  lines(width: number, style: Style): readonly string[] {
    return primitiveKinds.flatMap((kind) => {
      const standings = [...this.#standings].filter(([key]) => kindOf(key) === kind).map(([, its]) => its);
      return standings.length === 0 ? [] : [kindLine(kind, standings, width, style)];
    });
  }
}

function standingAfter(event: ProgressEvent): Standing | undefined {
  switch (event.kind) {
    case "planned":
      return { state: "moving", note: event.verdict };
    case "waiting":
      return { state: "moving", note: event.reason };
    case "failed":
      return { state: event.retryInMs === undefined ? "failed" : "moving", note: "retrying" };
    case "ready":
      return { state: "ready", note: "" };
    case "refused":
      return { state: "refused", note: "" };
    case "call":
    case "warning":
      return undefined;
  }
}

function kindLine(kind: PrimitiveKind, standings: readonly Standing[], width: number, style: Style): string {
  const countOf = (state: Standing["state"]) => standings.filter((its) => its.state === state).length;
  const ready = countOf("ready");
  const troubles = (["failed", "refused"] as const).flatMap((state) =>
    countOf(state) > 0 ? [`${countOf(state)} ${state}`] : [],
  );
  const text = [`${kind.padEnd(12)} ${ready}/${standings.length} ready`, ...troubles, ...waits(standings)];
  const format = troubles.length > 0 ? "red" : ready === standings.length ? "green" : "dim";
  return style(format, truncate(text.join(", "), width));
}

/** The commonest first, at most three: `4 settling`. */
function waits(standings: readonly Standing[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { state, note } of standings) {
    if (state === "moving") counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([note, count]) => `${count} ${note}`);
}

function kindOf(key: ResourceKey): string | undefined {
  return key.split("/")[1];
}
