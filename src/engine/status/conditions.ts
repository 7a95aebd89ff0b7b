import { type Condition, type ConditionType, conditionTypes } from "../../core/condition.ts";

/** What a pass has to say of one condition. */
export type Said = Pick<Condition, "type" | "status" | "reason" | "message">;

/** A pass that learned nothing of a condition leaves it as it was. */
export type Judgement = Said | "unchanged";

export type Judgements = Readonly<Record<ConditionType, Judgement | undefined>>;

/** Always in a status, whatever they are. */
const standing: readonly ConditionType[] = ["Ready", "Synced"];

export function conditionOf(conditions: readonly Condition[], type: ConditionType): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/**
 * The conditions after a pass, in the order of `conditionTypes`. One that is not judged is not true and leaves;
 * `Ready` and `Synced` stay, unknown until somebody knows.
 * @param at.nowMs the clock's milliseconds
 */
export function toConditions(
  before: readonly Condition[],
  judged: Judgements,
  at: { readonly generation: number; readonly nowMs: number },
): readonly Condition[] {
  return conditionTypes.flatMap((type) => {
    const judgement = judged[type];
    const old = conditionOf(before, type);
    if (judgement === "unchanged" && old !== undefined) return [old];
    const said = judgement === undefined || judgement === "unchanged" ? unknown(type) : judgement;
    return said === undefined ? [] : [toCondition(said, old, at)];
  });
}

function unknown(type: ConditionType): Said | undefined {
  if (!standing.includes(type)) return undefined;
  return { type, status: "Unknown", reason: "Progressing", message: "not looked at yet" };
}

function toCondition(
  said: Said,
  old: Condition | undefined,
  { generation, nowMs }: { readonly generation: number; readonly nowMs: number },
): Condition {
  const isSame = old?.status === said.status;
  const lastTransitionTime = isSame ? old.lastTransitionTime : new Date(nowMs).toISOString();
  return { ...said, lastTransitionTime, observedGeneration: generation };
}
