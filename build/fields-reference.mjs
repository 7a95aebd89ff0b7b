// What becomes of every field, as Markdown: from the tables of the kinds and of the manifests.

const intro = `# Fields

Generated from the tables beside the kinds (\`src/kinds/*/diff.ts\`) and \`src/flow/manifest-fields.ts\` by \`make schemas\`. The planner compares by the same tables; the lifecycle tests create, change, remove and put back each of these fields on the embedded AWS and on moto.

To AWS, a member that an update leaves out stays as it is. So what leaves a manifest is sent as the value in the column *leaves the manifest*, by the call named there; without a call, it must be given. *Seen* says where a difference is noticed: in the lists of every scan, or by a deep read of the one resource, in rotation.

`;

const manifestIntro = `## From manifests to fields

What stands behind each field of a manifest's \`spec\`, of an Environment's defaults and of a seed flow file. A field that leaves is as one that never was: *absent* holds.

`;

/**
 * @param kinds fieldsOfKinds of src/kinds/fields.ts
 * @param manifests manifestFields of src/flow/manifest-fields.ts
 */
export function fieldsReference(kinds, manifests) {
  const tables = Object.entries(kinds).map(([kind, fields]) => kindTable(kind, fields));
  const sources = Object.entries(manifests).map(([name, fields]) => manifestTable(name, fields));
  return [intro + tables.join("\n"), manifestIntro + sources.join("\n")].join("\n");
}

const kindHead =
  "| field | create | change | leaves the manifest | AWS's default | seen | AWS's answer |\n|---|---|---|---|---|---|---|\n";

function kindTable(kind, fields) {
  return `## ${kind}\n\n${kindHead}${fields.map(kindRow).join("")}`;
}

function kindRow({ path, aws, optional, sensitive }) {
  const marks = [optional?.isBrake && "an operator's brake", sensitive && "never shown"].filter(Boolean);
  const name = `\`${path}\`${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`;
  const change = aws.update.length === 0 ? "cannot: told" : aws.update.map(call).join(" or ");
  return row([
    name,
    call(aws.create),
    change,
    aws.reset ? `${call(aws.reset)}: ${aws.reset.value}` : "",
    aws.byDefault === undefined ? "" : `\`${aws.byDefault === "" ? '""' : aws.byDefault}\``,
    aws.seen,
    aws.echo ?? "",
  ]);
}

function call({ call: operation, member }) {
  return `\`${operation}\` ${member}`;
}

function manifestTable(name, fields) {
  const head = "| field | becomes | absent |\n|---|---|---|\n";
  const rows = Object.entries(fields).map(([path, own]) =>
    row([`\`${path}\``, becomes(own), own.absent ?? "**required**"]),
  );
  return `### ${name}\n\n${head}${rows.join("")}`;
}

function becomes({ becomes: targets, touches = [], means }) {
  const also = touches.length > 0 ? `may change ${targetList(touches)}` : "";
  return [targetList(targets), means ?? "", also].filter((part) => part !== "").join("; ");
}

function targetList(targets) {
  return targets.map((target) => `\`${target}\``).join(", ");
}

function row(cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|").replaceAll("<", "\\<")).join(" | ")} |\n`;
}
