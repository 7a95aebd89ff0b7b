import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import {
  type LabelsOf,
  type LabelValues,
  type MetricDeclaration,
  metricCatalogue,
  type NameOf,
} from "./metric-catalogue.ts";

/** The metrics of the catalogue, as things that can be counted and set. */
export interface Instruments {
  add<Name extends NameOf<"counter">>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  set<Name extends NameOf<"gauge">>(name: Name, labels: LabelsOf<Name>, value: number): void;
  observe<Name extends NameOf<"histogram">>(name: Name, labels: LabelsOf<Name>, seconds: number): void;
  /** Puts every series of a closed set back to 0 and drops all others. */
  reset(name: NameOf<"gauge">): void;
}

type Labels = Readonly<Record<string, string>>;
type LabelSets = Readonly<Record<string, LabelValues>>;

/**
 * Values of an open label that get series of their own; those that come later share `other`. A service and its
 * errors have far fewer; this is what keeps a mistake from filling somebody's Prometheus. Gauges with open
 * labels have one series at a time, and need no limit.
 */
const maxOpenValues = 200;

/**
 * Declares the whole catalogue on a registry, with every series of a closed set at 0: a rate over a series that
 * begins at 1 misses the first event.
 */
export function createInstruments(registry: Registry): Instruments {
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const clip = createClip();

  for (const [name, declared] of Object.entries(metricCatalogue)) {
    const { type, help, labels }: MetricDeclaration<LabelSets> = declared;
    const settings = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    const series = seriesOf(labels);
    if (type === "counter") counters.set(name, zeroCounter(new Counter(settings), series));
    if (type === "gauge") gauges.set(name, zeroGauge(new Gauge(settings), series));
    if (type === "histogram") {
      const buckets = "buckets" in declared ? [...declared.buckets] : [];
      histograms.set(name, zeroHistogram(new Histogram({ ...settings, buckets }), series));
    }
  }

  return {
    add: (name, labels, by = 1) => counters.get(name)?.inc(clip(name, labels), by),
    set: (name, labels, value) => gauges.get(name)?.set(labels, value),
    observe: (name, labels, seconds) => histograms.get(name)?.observe(clip(name, labels), seconds),
    reset: (name) => {
      const gauge = gauges.get(name);
      gauge?.reset();
      if (gauge !== undefined) zeroGauge(gauge, seriesOf(metricCatalogue[name].labels));
    },
  };
}

/** Every combination of the labels' values; none when a label is open. */
function seriesOf(labels: LabelSets): readonly Labels[] {
  let series: readonly Labels[] = [{}];
  for (const [label, values] of Object.entries(labels)) {
    if (values === "open") return [];
    series = series.flatMap((others) => values.map((value) => ({ ...others, [label]: value })));
  }
  return series;
}

function zeroCounter(counter: Counter, series: readonly Labels[]): Counter {
  for (const labels of series) counter.inc(labels, 0);
  return counter;
}

function zeroGauge(gauge: Gauge, series: readonly Labels[]): Gauge {
  for (const labels of series) gauge.set(labels, 0);
  return gauge;
}

function zeroHistogram(histogram: Histogram, series: readonly Labels[]): Histogram {
  for (const labels of series) histogram.zero(labels);
  return histogram;
}

/** Remembers the values of open labels and turns those beyond the limit into `other`. */
function createClip(): (name: keyof typeof metricCatalogue, labels: Labels) => Labels {
  const seen = new Map<string, Set<string>>();

  const clipValue = (name: keyof typeof metricCatalogue, label: string, value: string): string => {
    const declared: LabelSets = metricCatalogue[name].labels;
    if (declared[label] !== "open") return value;
    const known = seen.get(label) ?? new Set();
    seen.set(label, known);
    if (known.size >= maxOpenValues && !known.has(value)) return "other";
    known.add(value);
    return value;
  };

  return (name, labels) =>
    Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [label, clipValue(name, label, value)]),
    );
}
