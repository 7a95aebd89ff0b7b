import type { Service } from "../../../src/local/service.ts";

/** Every operation a service offers; a raw service routes for itself and is not enumerable. */
export function offeredOperations(service: Service): readonly string[] {
  switch (service.protocol) {
    case "json":
    case "query":
      return Object.keys(service.operations);
    case "rest-json":
      return [...service.routes, ...service.rawRoutes].map(({ operation }) => operation);
    case "raw":
      return [];
  }
}
