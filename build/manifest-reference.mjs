// The manifest reference as Markdown, from the JSON Schema for editors.

const intro = `# Manifests

Generated from \`schemas/xflow.v1.schema.json\` by \`make schemas\`. A file holds any number of documents; unknown keys are errors. \`xflowctl validate PATH\` checks all of them offline.

\`\`\`yaml
# yaml-language-server: $schema=schemas/xflow.v1.schema.json
apiVersion: xflow.dev/v1
kind: Stream
metadata:
  name: FileUploaded
spec:
  shards: 1
\`\`\`

The first line is for editors; its path starts at the manifest's own folder.

\`metadata.labels\` select resources; they are not AWS tags. \`policy\` says how a resource is treated; it stands beside \`spec\`.
`;

/** @param schema the parsed JSON Schema of all kinds */
export function manifestReference(schema) {
  const kinds = schema.oneOf.map((kind) => kindSection(kind));
  const policy = schema.oneOf.find(({ properties }) => properties.kind.const === "Stream").properties.policy;
  return [intro, ...kinds, section("policy", policy.description, policy)].join("\n");
}

function kindSection({ description, properties }) {
  return section(properties.kind.const, description, properties.spec);
}

function section(title, description, object) {
  const rows = fieldRows(object, "");
  const table = ["| field | type | |", "|---|---|---|", ...rows].join("\n");
  return `## ${title}\n\n${description ? `${description}\n\n` : ""}${rows.length > 0 ? table : "No fields."}\n`;
}

function fieldRows(object, prefix) {
  const required = new Set(object.required ?? []);
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const mark = required.has(name) ? " **required**" : "";
    const row = `| \`${path}\`${mark} | ${typeOf(field)} | ${cell(field.description ?? "")} |`;
    return [row, ...fieldRows(field.type === "array" ? (field.items ?? {}) : field, nested(path, field))];
  });
}

function nested(path, field) {
  return field.type === "array" ? `${path}[].` : `${path}.`;
}

function typeOf(field) {
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.enum) return choices(field.enum);
  const union = field.anyOf ?? field.oneOf;
  if (union) return [...new Set(union.map(typeOf))].join(" or ");
  if (field.type === "array") return `list of ${typeOf(field.items ?? {})}`;
  if (field.type === "object") return field.properties ? "object" : "map";
  return field.type ?? "any";
}

function choices(values) {
  const shown = values.length > 8 ? [...values.slice(0, 4), "…", ...values.slice(-2)] : values;
  return shown.map((value) => (value === "…" ? value : `\`${value}\``)).join(", ");
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<").replaceAll("\n", " ");
}
