import type { Rules } from "./shape.ts";

export interface ModelException {
  readonly service: string;
  readonly shape: string;
  /** The rule that is not applied. */
  readonly without: keyof Rules;
  readonly reason: string;
}

/**
 * Where AWS does not do what its published model says. What AWS refuses beyond the models (a function's bare name
 * over 64 characters, a timeout over 900 s, prose such as "BatchSize over 10 needs a window") is the service's own
 * business: see src/local/lambda and src/local/mapping.
 */
export const exceptions: readonly ModelException[] = [
  {
    service: "lambda",
    shape: "Runtime",
    without: "enum",
    reason:
      "Lambda answers InvalidParameterValueException with the runtimes of the day; the model lists retired ones and lacks new ones",
  },
];
