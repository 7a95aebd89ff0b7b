import type { PrimitiveKind } from "../../src/api/resource.ts";
import type { Kind } from "../../src/core/kind.ts";
import type { EnginePorts } from "../../src/engine/ports.ts";

/** The ports with a part of one kind replaced. */
export function withKind(
  ports: EnginePorts,
  name: PrimitiveKind,
  change: (kind: Kind) => Partial<Kind>,
): EnginePorts {
  return {
    ...ports,
    targetOf: (environment) => {
      const { target, kinds } = ports.targetOf(environment);
      return { target, kinds: { ...kinds, [name]: { ...kinds[name], ...change(kinds[name]) } } };
    },
  };
}
