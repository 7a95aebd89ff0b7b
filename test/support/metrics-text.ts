/** What a scrape answered: Prometheus's text format, as far as our metrics use it. */
export interface Scrape {
  /** `# TYPE` by metric. */
  readonly types: ReadonlyMap<string, string>;
  /** The value of the one series with these labels; undefined: there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** The labels of every series of that name. */
  series(name: string): readonly Readonly<Record<string, string>>[];
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function readMetrics(text: string): Scrape {
  const lines = text.split("\n");
  const types = new Map(
    lines.flatMap((line) => {
      const [, name = "", type = ""] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
      return name === "" ? [] : [[name, type] as const];
    }),
  );
  const samples = lines.filter((line) => line !== "" && !line.startsWith("#")).map(readSample);
  return {
    types,
    value: (name, labels = {}) =>
      samples.find((sample) => sample.name === name && hasLabels(sample, labels))?.value,
    series: (name) => samples.filter((sample) => sample.name === name).map(({ labels }) => labels),
  };
}

function readSample(line: string): Sample {
  const [, name, labels = "", value] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`not a sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, label = "", text = ""]) => [label, text])),
    value: Number(value.replace("Inf", "Infinity")),
  };
}

function hasLabels(sample: Sample, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
}
