import type { ControllerRow, EnvironmentStatus } from "../core/controller-row.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import type { EnginePorts } from "./ports.ts";

export interface EnvironmentStandingDeps {
  readonly ports: Pick<EnginePorts, "reach" | "clock">;
  readonly record: (event: ResourceEvent) => Promise<void>;
}

/** Which environments can be worked in, told once for all that lives there. */
export class EnvironmentStanding {
  readonly #deps: EnvironmentStandingDeps;
  /** As last told. */
  #told: readonly EnvironmentStatus[] = [];

  constructor(deps: EnvironmentStandingDeps) {
    this.#deps = deps;
  }

  get down(): readonly EnvironmentStatus[] {
    return this.#deps.ports.reach?.down() ?? [];
  }

  /** As the controller's row has it. */
  get row(): Pick<ControllerRow, "environments"> {
    const environments = this.down.length === 0 ? undefined : this.down;
    return { environments } as Pick<ControllerRow, "environments">;
  }

  /** Why it is not known what AWS holds; undefined: all environments can be seen. */
  get unknown(): string | undefined {
    const [first] = this.down;
    return first === undefined ? undefined : heldText(first);
  }

  /** Tells what is new since it was told last. @returns those that can be worked in again */
  async tell(): Promise<ReadonlySet<string>> {
    const { ports, record } = this.#deps;
    const now = this.down;
    const before = new Map(this.#told.map(({ name, reason }) => [name, reason]));
    this.#told = now;
    const at = new Date(ports.clock.now()).toISOString();
    for (const status of now) {
      if (before.get(status.name) === status.reason) continue;
      const message = `${status.reason}: ${heldText(status)}`;
      await record({ type: "Warning", reason: "EnvironmentDown", message, at });
    }
    const up = [...before.keys()].filter((name) => !now.some((status) => status.name === name));
    for (const name of up) {
      const message = `environment ${name} can be worked in again`;
      await record({ type: "Normal", reason: "EnvironmentUp", message, at });
    }
    return new Set(up);
  }
}

/** Names the environment, once. */
export function heldText({ name, message }: EnvironmentStatus): string {
  return message.includes(`environment ${name}`) ? message : `environment ${name}: ${message}`;
}
