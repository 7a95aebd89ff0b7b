type Scalar = string | number | boolean;

/** What an item must be for a write to happen, decided by the table at the moment of the write. */
export type WriteCondition =
  | { readonly kind: "absent" }
  | {
      readonly kind: "matches";
      /** Equal to these. */
      readonly is?: Readonly<Record<string, Scalar>>;
      /** Not above these. */
      readonly atMost?: Readonly<Record<string, number>>;
      /** Below these. */
      readonly below?: Readonly<Record<string, number>>;
      /** An item that is not there will do as well. */
      readonly orAbsent?: true;
    };

/** A condition in DynamoDB's words; names and values are placeholders, so that no word is a reserved one. */
export interface ConditionText {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Scalar>>;
}

export function conditionText(condition: WriteCondition): ConditionText {
  if (condition.kind === "absent") {
    return { expression: "attribute_not_exists(#pk)", names: { "#pk": "pk" }, values: {} };
  }
  const { is = {}, atMost = {}, below = {} } = condition;
  const terms = [
    ...Object.entries(is).map(([name, value]) => ({ name, sign: "=", value })),
    ...Object.entries(atMost).map(([name, value]) => ({ name, sign: "<=", value })),
    ...Object.entries(below).map(([name, value]) => ({ name, sign: "<", value })),
  ];
  const all = terms.map(({ name, sign }, index) => `#${name} ${sign} :v${index}`).join(" AND ");
  const names = Object.fromEntries(terms.map(({ name }) => [`#${name}`, name]));
  const values = Object.fromEntries(terms.map(({ value }, index) => [`:v${index}`, value]));
  if (condition.orAbsent !== true) return { expression: all, names, values };
  return {
    expression: `attribute_not_exists(#pk) OR (${all})`,
    names: { ...names, "#pk": "pk" },
    values,
  };
}
