import type { Change, ResourcePlan } from "../../core/plan.ts";

/**
 * The plans as JSON: `{ calls, resources: [{ key, verdict, warnings, steps: [{ call, stage, changes }] }] }`.
 * Sensitive values are left out, and so is what only the kind looks at, which may hold them.
 */
export function formatPlansJson(plans: readonly ResourcePlan[]): string {
  const resources = plans.map(({ key, verdict, warnings, steps }) => ({
    key,
    verdict,
    warnings,
    steps: steps.map(({ call, stage, changes }) => ({ call, stage, changes: changes.map(withoutSecrets) })),
  }));
  const calls = plans.reduce((sum, { steps }) => sum + steps.length, 0);
  return `${JSON.stringify({ calls, resources }, undefined, 2)}\n`;
}

function withoutSecrets(change: Change): object {
  return change.sensitive ? { path: change.path, sensitive: true } : change;
}
