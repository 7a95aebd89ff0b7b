import type { PrimitiveKind, ResourceKey } from "../../api/resource.ts";
import { nearest } from "../../core/nearest.ts";
import { InputError, UsageError } from "../exit.ts";
import { type LabelSelector, parseLabelSelector } from "./label-selector.ts";
import { parseResourceName, type ResourceName } from "./resource-name.ts";

/** What selecting looks at; rows of the table have it. */
export interface Selectable {
  readonly key: ResourceKey;
  readonly kind: PrimitiveKind;
  readonly name: string;
  readonly environment: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the options say. */
export interface SelectorOptions {
  readonly environment?: string;
  readonly selector?: string;
  readonly all?: true;
}

/** Which resources a command is about. */
export interface ResourceSelector {
  readonly names: readonly ResourceName[];
  readonly environment?: string;
  readonly labels?: LabelSelector;
}

/** What was selected, in the order of the table, and what was asked for but is not there. */
export interface Selection<Row> {
  readonly rows: readonly Row[];
  /** One sentence for each. */
  readonly missing: readonly string[];
}

/** For reading: nothing said means everything. @throws UsageError */
export function parseSelector(args: readonly string[], options: SelectorOptions): ResourceSelector {
  const { environment, selector } = options;
  const names = args.map(parseResourceName);
  if (selector !== undefined && names.some(({ name }) => name !== undefined)) {
    throw new UsageError("give names or -l, not both");
  }
  return {
    names,
    ...(environment !== undefined && { environment }),
    ...(selector !== undefined && { labels: parseLabelSelector(selector) }),
  };
}

/** For asking something of resources: names, --all or -l, and only one of them. @throws UsageError */
export function parseTargets(args: readonly string[], options: SelectorOptions): ResourceSelector {
  const ways = [args.length > 0, options.all === true, options.selector !== undefined];
  if (ways.filter(Boolean).length !== 1)
    throw new UsageError("give either KIND/NAME, or --all, or -l SELECTOR");
  const selector = parseSelector(args, options);
  const kindOnly = selector.names.find(({ name }) => name === undefined);
  if (kindOnly) throw new UsageError(`${kindOnly.typed}: give KIND/NAME, since this changes what is done`);
  return selector;
}

/** For reading: a name that several environments have means all of them. */
export function select<Row extends Selectable>(
  selector: ResourceSelector,
  all: readonly Row[],
): Selection<Row> {
  const { environment, labels, names } = selector;
  const eligible = all.filter(
    (row) => (environment === undefined || row.environment === environment) && (labels?.(row.labels) ?? true),
  );
  const rows = eligible.filter((row) => names.length === 0 || names.some((name) => fits(name, row)));
  const missing = names
    .filter((name) => name.name !== undefined && !rows.some((row) => fits(name, row)))
    .map((name) => notFound(name, environment, all));
  return { rows, missing };
}

/**
 * For asking something of resources: each name means one.
 * @throws InputError when a name means none, or one in several environments, or when nothing at all is selected
 */
export function selectTargets<Row extends Selectable>(
  selector: ResourceSelector,
  all: readonly Row[],
): readonly Row[] {
  const { rows, missing } = select(selector, all);
  const ambiguous = selector.names.flatMap((name) => ambiguity(name, rows));
  const problems = [...missing, ...ambiguous];
  if (problems.length > 0) throw new InputError(problems.join("\n"));
  if (rows.length === 0) throw new InputError("no resource is selected");
  return rows;
}

function fits({ kind, name, environment }: ResourceName, row: Selectable): boolean {
  return (
    row.kind === kind &&
    (name === undefined || row.name === name) &&
    (environment === undefined || row.environment === environment)
  );
}

function ambiguity(name: ResourceName, rows: readonly Selectable[]): readonly string[] {
  const environments = rows.filter((row) => fits(name, row)).map(({ environment }) => environment);
  if (environments.length < 2) return [];
  return [`${name.typed} is in environments ${environments.sort().join(", ")}: say which with -e`];
}

function notFound(wanted: ResourceName, environment: string | undefined, all: readonly Selectable[]): string {
  const within = wanted.environment ?? environment;
  const what = `${wanted.kind}/${wanted.name}${within === undefined ? "" : ` in environment ${within}`}`;
  const named = all.filter(({ name }) => name === wanted.name);
  const elsewhere = named.find(({ kind }) => kind === wanted.kind) ?? named[0];
  const suggestion = elsewhere === undefined ? nearestLabel(wanted, all) : labelOf(elsewhere);
  const hint = suggestion === undefined ? "" : `, did you mean ${suggestion}?`;
  return `${what} is not in the state table${hint}`;
}

function nearestLabel(wanted: ResourceName, all: readonly Selectable[]): string | undefined {
  const ofKind = all.filter(({ kind }) => kind === wanted.kind);
  const name = nearest(
    wanted.name ?? "",
    ofKind.map((row) => row.name),
  );
  const found = ofKind.find((row) => row.name === name);
  return found === undefined ? undefined : labelOf(found);
}

function labelOf({ environment, kind, name }: Selectable): string {
  return environment === "default" ? `${kind}/${name}` : `${environment}/${kind}/${name}`;
}
