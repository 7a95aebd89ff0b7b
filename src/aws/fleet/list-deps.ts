import type { Clock } from "../../core/clock.ts";
import type { Target } from "../../core/kind.ts";
import type { Call } from "../call.ts";
import type { Clients } from "../clients.ts";

/** What reading a list takes. */
export interface ListDeps {
  readonly target: Target;
  readonly clients: Clients;
  readonly clock: Clock;
  readonly call: Call;
}
