/** Lambda's runtimes as data. Source: AWS "Lambda runtimes", November 2026. Dates are `YYYY-MM-DD`, UTC. */
export interface Runtime {
  /** No more security patches from this day on. */
  readonly deprecated?: string;
  /** From this day on CreateFunction refuses it. */
  readonly createBlocked?: string;
  /** From this day on UpdateFunctionConfiguration and UpdateFunctionCode refuse it. */
  readonly updateBlocked?: string;
  /** What to move to. */
  readonly successor?: string;
  readonly preview?: true;
}

const node = "nodejs24.x";
const python = "python3.13";
const java = "java21";
const ruby = "ruby3.4";
const dotnet = "dotnet10";
const provided = "provided.al2023";

/** Deprecated long ago, and given until early 2027. */
const lastCall = (successor: string, deprecated: string): Runtime => ({
  deprecated,
  createBlocked: "2027-02-01",
  updateBlocked: "2027-03-03",
  successor,
});

/** Refused by AWS for new and existing functions alike. */
const blocked = (successor: string): Runtime => ({
  deprecated: "2024-01-08",
  createBlocked: "2024-02-08",
  updateBlocked: "2024-03-11",
  successor,
});

const ofFamily = (names: readonly string[], runtime: Runtime) =>
  Object.fromEntries(names.map((name) => [name, runtime]));

export const runtimes: Readonly<Record<string, Runtime>> = {
  "nodejs22.x": { deprecated: "2027-04-30", successor: node },
  "nodejs24.x": { deprecated: "2028-04-30" },
  "nodejs26.x": { preview: true },
  "python3.10": { deprecated: "2026-10-31", successor: python },
  "python3.11": { deprecated: "2027-06-30", successor: python },
  "python3.12": { deprecated: "2028-10-31" },
  "python3.13": { deprecated: "2029-06-30" },
  "python3.14": { deprecated: "2029-06-30" },
  "python3.15": { preview: true },
  java21: { deprecated: "2029-06-30" },
  java25: { deprecated: "2029-06-30" },
  "java8.al2023": { deprecated: "2029-06-30" },
  "java11.al2023": { deprecated: "2029-06-30" },
  "java17.al2023": { deprecated: "2029-06-30" },
  "java8.al2": { deprecated: "2027-06-30", successor: "java8.al2023" },
  java11: { deprecated: "2027-06-30", successor: "java11.al2023" },
  java17: { deprecated: "2027-06-30", successor: "java17.al2023" },
  dotnet10: { deprecated: "2028-11-14" },
  dotnet8: {
    deprecated: "2026-11-10",
    createBlocked: "2026-12-10",
    updateBlocked: "2027-01-11",
    successor: dotnet,
  },
  "ruby3.3": { deprecated: "2027-03-31", successor: ruby },
  "ruby3.4": { deprecated: "2028-03-31" },
  "ruby4.0": { deprecated: "2029-03-31" },
  "provided.al2023": { deprecated: "2029-06-30" },
  "provided.al2": lastCall(provided, "2026-07-31"),
  "nodejs16.x": lastCall(node, "2024-06-12"),
  "nodejs18.x": lastCall(node, "2025-09-01"),
  "nodejs20.x": lastCall(node, "2026-04-30"),
  "python3.8": lastCall(python, "2024-10-14"),
  "python3.9": lastCall(python, "2025-12-15"),
  "ruby3.2": lastCall(ruby, "2026-03-31"),
  dotnet6: lastCall(dotnet, "2024-12-20"),
  ...ofFamily(
    [
      "nodejs",
      "nodejs4.3",
      "nodejs4.3-edge",
      "nodejs6.10",
      "nodejs8.10",
      "nodejs10.x",
      "nodejs12.x",
      "nodejs14.x",
    ],
    blocked(node),
  ),
  ...ofFamily(["python2.7", "python3.6", "python3.7"], blocked(python)),
  ...ofFamily(["ruby2.5", "ruby2.7"], blocked(ruby)),
  ...ofFamily(
    ["dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0", "dotnet7"],
    blocked(dotnet),
  ),
  ...ofFamily(["go1.x", "provided"], blocked(provided)),
  java8: blocked(java),
};

export type RuntimeStanding =
  | { readonly kind: "unknown" }
  | { readonly kind: "valid" }
  | { readonly kind: "preview" }
  /** Deprecated, or about to be within 90 days. */
  | { readonly kind: "deprecated"; readonly runtime: Runtime }
  /** Creates are refused; existing functions may still be updated. */
  | { readonly kind: "createBlocked"; readonly runtime: Runtime }
  | { readonly kind: "blocked"; readonly runtime: Runtime };

const noticeDays = 90;
const dayMs = 86_400_000;

/** How AWS treats a runtime at a moment. */
export function runtimeStanding(name: string, nowMs: number): RuntimeStanding {
  const runtime = Object.hasOwn(runtimes, name) ? runtimes[name] : undefined;
  if (runtime === undefined) return { kind: "unknown" };
  const today = nowMs / dayMs;
  const past = (date: string | undefined, day: number) => date !== undefined && dayNumber(date) <= day;
  if (past(runtime.updateBlocked, today)) return { kind: "blocked", runtime };
  if (past(runtime.createBlocked, today)) return { kind: "createBlocked", runtime };
  if (past(runtime.deprecated, today + noticeDays)) return { kind: "deprecated", runtime };
  return { kind: runtime.preview === true ? "preview" : "valid" };
}

/** Days from 1970-01-01 to `YYYY-MM-DD`, both UTC. Years are counted from March, so that leap days come last. */
function dayNumber(date: string): number {
  const [y = 0, month = 1, day = 1] = date.split("-").map(Number);
  const year = month > 2 ? y : y - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + dayOfYear - 719_468
  );
}
