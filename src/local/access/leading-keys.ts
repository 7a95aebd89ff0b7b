import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";

/**
 * The values of `dynamodb:LeadingKeys`: the partition keys that a request on items is about.
 * @param partitionKey its attribute's name
 * @returns undefined for a request that names none, such as a scan
 */
export function leadingKeys(input: JsonObject, partitionKey: string): readonly string[] | undefined {
  const keys = [...keyed(input), ...batched(input["Requests"])].flatMap((item) =>
    textsOf(item[partitionKey]),
  );
  const asked = [...keys, ...conditioned(input, partitionKey), ...expressed(input, partitionKey)];
  return asked.length === 0 ? undefined : [...new Set(asked)];
}

function keyed(input: JsonObject): readonly JsonObject[] {
  return [input["Key"], input["Item"]].filter(isObject);
}

/** Of one table in a batch: keys to get, or items to put and keys to delete. */
function batched(requests: unknown): readonly JsonObject[] {
  if (Array.isArray(requests)) {
    return requests
      .filter(isObject)
      .flatMap((request) => Object.values(request).filter(isObject).flatMap(keyed));
  }
  const { Keys: keys } = isObject(requests) ? requests : {};
  return Array.isArray(keys) ? keys.filter(isObject) : [];
}

/** The older form: `KeyConditions`. */
function conditioned({ KeyConditions: conditions }: JsonObject, partitionKey: string): readonly string[] {
  const condition = isObject(conditions) ? conditions[partitionKey] : undefined;
  const { AttributeValueList: values } = isObject(condition) ? condition : {};
  return Array.isArray(values) ? values.flatMap(textsOf) : [];
}

/** `KeyConditionExpression` sets the partition key equal to a value. */
function expressed(input: JsonObject, partitionKey: string): readonly string[] {
  const { KeyConditionExpression: expression, ExpressionAttributeNames: names } = input;
  const { ExpressionAttributeValues: values } = input;
  if (typeof expression !== "string" || !isObject(values)) return [];
  const aliases = isObject(names) ? names : {};
  return [...expression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)].flatMap(([, name = "", value = ""]) =>
    (aliases[name] ?? name) === partitionKey ? textsOf(values[value]) : [],
  );
}

/** `{S: "…"}`, `{N: "…"}` or `{B: "…"}`. */
function textsOf(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  return Object.values(value).filter((text) => typeof text === "string");
}
