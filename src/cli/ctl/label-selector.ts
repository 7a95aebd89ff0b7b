import { UsageError } from "../exit.ts";

/** Whether labels fit. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

const requirement = /^(?<no>!)?(?<key>[A-Za-z0-9][\w./-]*)(?:(?<operator>==?|!=)(?<value>[\w./-]*))?$/;

/**
 * `app=web,tier!=db,owner,!legacy`: equal, not equal (or not set), set, not set; all must hold. As kubectl's,
 * without `in (…)`.
 * @throws UsageError
 */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = text.split(",").map((part) => parseRequirement(part.trim(), text));
  return (labels) => requirements.every((holds) => holds(labels));
}

function parseRequirement(part: string, whole: string): LabelSelector {
  const { no, key, operator, value } = requirement.exec(part)?.groups ?? {};
  if (key === undefined || (no !== undefined && operator !== undefined)) {
    throw new UsageError(`-l ${whole}: expected KEY=VALUE, KEY!=VALUE, KEY or !KEY, separated by commas`);
  }
  const labelOf = (labels: Readonly<Record<string, string>>) =>
    Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === undefined) return (labels) => (labelOf(labels) === undefined) === (no !== undefined);
  return (labels) => (labelOf(labels) === value) === (operator !== "!=");
}
