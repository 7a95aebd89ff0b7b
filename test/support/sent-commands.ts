import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Action } from "../../src/core/rights.ts";
import { repositoryRoot } from "./xflow-process.ts";

const services: Readonly<Record<string, string>> = {
  "cloudwatch-logs": "logs",
  "resource-groups-tagging-api": "tag",
};

/** Every API call that files below `src` send, as `service:Operation`, by the SDK's command classes they make. */
export function sentCommands(isMeant: (file: string) => boolean): readonly Action[] {
  const source = join(repositoryRoot, "src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.m?ts$|\.mjs$/.test(file) && !file.endsWith(".d.mts") && isMeant(file),
  );
  const sent = files.flatMap((file) => commandsIn(file, readFileSync(join(source, file), "utf8")));
  return [...new Set(sent)].sort();
}

function commandsIn(file: string, text: string): readonly Action[] {
  const made = [...text.matchAll(/new (?:\w+\.)?([A-Z]\w+)Command\(/g)].map(([, name = ""]) => name);
  return made.flatMap((name): Action[] => {
    const client = clientOf(text, `${name}Command`);
    if (client === undefined && text.includes("@aws-sdk/")) throw new Error(`whose is ${name} in ${file}?`);
    return client === undefined ? [] : [`${services[client] ?? client}:${name}`];
  });
}

/** The client a command is imported from, by name or as the file's only one. */
function clientOf(text: string, command: string): string | undefined {
  const imports = [
    ...text.matchAll(/\{([^{}]*)\}\s*(?:from|= await import\()\s*"@aws-sdk\/client-([a-z0-9-]+)"/g),
  ];
  const named = imports.find(([, names = ""]) => names.split(/[\s,]+/).includes(command));
  if (named !== undefined) return named[2];
  const clients = new Set([...text.matchAll(/@aws-sdk\/client-([a-z0-9-]+)/g)].map(([, name]) => name));
  return clients.size === 1 ? [...clients][0] : undefined;
}
