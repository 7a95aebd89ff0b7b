import type { Service } from "../service.ts";

/** Every operation of AWS's API that a service offers, without what is served for ourselves below `/_local`. */
export function offeredOperations(service: Service): readonly string[] {
  switch (service.protocol) {
    case "json":
    case "query":
      return Object.keys(service.operations);
    case "rest-json":
      return [...service.routes, ...service.rawRoutes]
        .filter(({ path }) => !path.startsWith("/_local/"))
        .map(({ operation }) => operation);
    case "raw":
      return service.operations;
  }
}
