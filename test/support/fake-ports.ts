import type { PrimitiveKind } from "../../src/api/resource.ts";
import type { Kind } from "../../src/core/kind.ts";
import type { BoundTarget, EnginePorts } from "../../src/engine/ports.ts";

/** The ports with a part of one kind replaced. */
export function withKind(
  ports: EnginePorts,
  name: PrimitiveKind,
  change: (kind: Kind) => Partial<Kind>,
): EnginePorts {
  const changed = ({ kinds, ...bound }: BoundTarget): BoundTarget => ({
    ...bound,
    kinds: { ...kinds, [name]: { ...kinds[name], ...change(kinds[name]) } },
  });
  return {
    ...ports,
    targetOf: (environment) => changed(ports.targetOf(environment)),
    targetAt: async (place) => changed(await ports.targetAt(place)),
  };
}
