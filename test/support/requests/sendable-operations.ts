import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createModels, type MODELLED_SERVICES } from "../../../src/local/model/models.ts";

const packages: Readonly<Record<string, (typeof MODELLED_SERVICES)[number]>> = {
  "cloudwatch-logs": "logs",
  dynamodb: "dynamodb",
  iam: "iam",
  kinesis: "kinesis",
  lambda: "lambda",
  "resource-groups-tagging-api": "tagging",
  s3: "s3",
  sts: "sts",
};

/**
 * Every operation that the sources can send, as `service:Operation`: each command that a file beside an import of
 * an SDK client names. The embedded AWS, which sends nothing, is left out.
 * @throws when a file names a command that none of its clients' tables has
 */
export function sendableOperations(sources: string): readonly string[] {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" });
  const found = files
    .filter((file) => /\.(?:ts|mjs)$/.test(file) && !file.startsWith("local/"))
    .flatMap((file) => operationsIn(readFileSync(join(sources, file), "utf8"), file));
  return [...new Set(found)].sort();
}

function operationsIn(text: string, file: string): string[] {
  const services = [...text.matchAll(/"@aws-sdk\/client-([a-z0-9-]+)"/g)].map(
    ([, name = ""]) => packages[name],
  );
  const commands = new Set([...text.matchAll(/\b([A-Z]\w*)Command\b/g)].map(([, name = ""]) => name));
  return services.length === 0 ? [] : [...commands].map((command) => operationOf(command, services, file));
}

function operationOf(command: string, services: readonly (string | undefined)[], file: string): string {
  const models = createModels();
  const service = services.find(
    (name) => name !== undefined && Object.hasOwn(models.of(name)?.table.operations ?? {}, command),
  );
  if (service === undefined) throw new Error(`no API model's table has ${command} of ${file}`);
  return `${service}:${command}`;
}
