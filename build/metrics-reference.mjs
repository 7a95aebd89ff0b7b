// The metrics reference as Markdown, from the catalogue of metrics.

const intro = `# Metrics

Generated from \`src/telemetry/metric-catalogue.ts\` by \`make schemas\`. The controller serves them at \`/metrics\`, in Prometheus's text format; a standby does too. Names and labels are part of the interface: changes stand in the changelog.

Series whose labels have listed values are there from the start, at 0; those with open labels appear with their first event. No label holds the name of a resource. Node's and the process's own metrics (\`nodejs_*\`, \`process_*\`) come beside these.

| metric | type | labels | |
|---|---|---|---|
`;

/** @param catalogue metricCatalogue of src/telemetry/metric-catalogue.ts */
export function metricsReference(catalogue) {
  const rows = Object.entries(catalogue).map(
    ([name, { type, labels, help }]) => `| \`${name}\` | ${type} | ${labelList(labels)} | ${help} |\n`,
  );
  return intro + rows.join("");
}

function labelList(labels) {
  return Object.entries(labels)
    .map(([label, values]) => `\`${label}\`${values === "open" ? "" : ` (${values.join(", ")})`}`)
    .join("; ");
}
