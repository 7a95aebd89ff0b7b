import { readFileSync } from "node:fs";
import { pathTemplate } from "../../dist/local/gateway/path-template.js";

/**
 * What record-answers.mjs wrote, with the operation of each.
 * @param services of the embedded AWS, whose routes name Lambda's operations
 */
export function readCalls(file, services) {
  const nameOf = lambdaNames(services);
  return readLines(file).map((line) => {
    const { path, operation = nameOf(line.method, path), ...call } = line;
    return { ...call, operation: `${line.service}:${operation}` };
  });
}

/** A process that was killed may have left half a line. */
function readLines(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}

function lambdaNames(services) {
  const lambda = services.find(({ name }) => name === "lambda");
  const routes = [...lambda.routes, ...lambda.rawRoutes].map(({ method, path, operation }) => {
    return { method, operation, template: pathTemplate(path) };
  });
  return (method, path) => {
    const fitting = routes.filter((route) => route.method === method && route.template.match(path));
    fitting.sort((one, other) => other.template.literals - one.template.literals);
    return fitting[0]?.operation ?? `${method} ${path.replace(/\/[^/]*$/, "/…")}`;
  };
}
