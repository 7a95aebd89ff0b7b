import type { ProgressEvent } from "../../core/progress.ts";
import type { Terminal } from "../terminal.ts";
import { ProgressBoard } from "./progress-board.ts";
import { formatEvent, isTold, type ToldEvent } from "./progress-line.ts";
import { createStyle, type Style, widthOf } from "./style.ts";

/** Shows a run while it goes, on standard error: results belong on standard output. */
export interface ProgressDisplay {
  readonly show: (event: ProgressEvent) => void;
  /** Leaves the last state standing. */
  readonly end: () => void;
}

/** Calls back once, soon. @returns what takes that back */
export type Later = (callback: () => void) => () => void;

/** On a terminal a board drawn in place, with what went wrong kept above it; elsewhere a line for each event worth it. */
export function createProgressDisplay(
  { stderr, env }: Pick<Terminal, "stderr" | "env">,
  later: Later = inAMoment,
): ProgressDisplay {
  const style = createStyle(stderr, env);
  if (stderr.isTTY === true && env["TERM"] !== "dumb") return createBoardDisplay(stderr, style, later);
  const changed = new Set<string>();
  const show = (event: ProgressEvent) => {
    if (event.kind === "call") changed.add(event.key);
    const isUnchanged = event.kind === "ready" && !changed.has(event.key);
    if (isTold(event) && !isUnchanged) stderr.write(`${formatEvent(event, style)}\n`);
  };
  return { show, end: () => undefined };
}

/**
 * The board has one line per kind and is drawn over by moving up that many lines. Events come by the thousand
 * on a large fleet, so a drawing shows all that came since the last.
 */
function createBoardDisplay(stream: Terminal["stderr"], style: Style, later: Later): ProgressDisplay {
  const board = new ProgressBoard();
  let kept: string[] = [];
  let drawn = 0;
  let cancel: (() => void) | undefined;

  const draw = () => {
    cancel = undefined;
    const lines = board.lines(widthOf(stream) - 1, style);
    const clear = drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : "";
    stream.write(clear + [...kept, ...lines].map((line) => `${line}\n`).join(""));
    kept = [];
    drawn = lines.length;
  };
  return {
    show: (event) => {
      board.note(event);
      if (isKept(event)) kept.push(formatEvent(event, style));
      cancel ??= later(draw);
    },
    end: () => {
      if (cancel === undefined) return;
      cancel();
      draw();
    },
  };
}

/** What will be tried again is on the board; a role takes its time to spread. Warnings are in the summary. */
function isKept(event: ProgressEvent): event is ToldEvent {
  if (event.kind === "failed") return event.retryInMs === undefined;
  return event.kind === "refused";
}

function inAMoment(callback: () => void): () => void {
  const timer = setTimeout(callback, 80);
  timer.unref();
  return () => clearTimeout(timer);
}
