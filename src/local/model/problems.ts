import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { itemProblems, scalarShape } from "./item-problems.ts";
import type { ServiceModel } from "./models.ts";
import { brokenConstraint, memberPath, type Problem, unknownMember, wrongType } from "./problem.ts";
import { brokenRules } from "./rules.ts";
import { type InputForm, readScalar } from "./scalar.ts";
import type { ListShape, MapShape, Member, ScalarShape, Shape, ShapeRef, StructureShape } from "./shape.ts";
import { shownValue } from "./shown-value.ts";

interface Place {
  readonly model: ServiceModel;
  readonly form: InputForm;
  readonly path: string;
  /** Whether numbers and flags arrive as text here. */
  readonly asText: boolean;
}

/**
 * Compares a request with AWS's published model. Pure.
 * @param input members under their names on the wire, those of headers in lower case; as the SDK names them for `sdk`
 * @returns problems in the model's order; none for an operation that the model does not have
 */
export function problemsOf(
  model: ServiceModel,
  operation: string,
  input: JsonObject,
  form: InputForm,
): readonly Problem[] {
  const ref = model.table.operations[operation] ?? undefined;
  return ref === undefined
    ? []
    : valueProblems(ref, input, { model, form, path: "", asText: form === "query" });
}

function valueProblems(ref: ShapeRef, value: unknown, place: Place): readonly Problem[] {
  const shape: Shape = place.model.shape(ref) ?? ({ type: ref } as ScalarShape);
  // An empty list, map or structure is empty text in a form.
  const isEmpty = place.asText && value === "";
  switch (shape.type) {
    case "structure":
      return structureProblems(shape, isEmpty ? {} : value, place);
    case "list":
      return listProblems(shape, isEmpty ? [] : value, place);
    case "map":
      return mapProblems(shape, isEmpty ? {} : value, place);
    default:
      return scalarProblems(shape, value, place);
  }
}

function scalarProblems(shape: ScalarShape, value: unknown, place: Place): readonly Problem[] {
  const read = readScalar(shape.type, value, place.asText);
  return "wrong" in read ? [wrongType(place.path, read.wrong)] : ruleProblems(shape, read.value, place);
}

function structureProblems(shape: StructureShape, value: unknown, place: Place): readonly Problem[] {
  if (!isObject(value)) return [wrongType(place.path, "Unexpected value where a structure is expected")];
  const members = Object.entries(shape.members)
    .map(([name, entry]) => toKnown(shape, name, entry, place.form))
    .filter(({ member, name }) => !isApart(place.form, member, name === shape.payload));
  return [
    ...members.flatMap((known) => memberProblems(known, value[known.wireName], place)),
    ...unknownProblems(new Set(members.map(({ wireName }) => wireName)), value, place),
  ];
}

interface Known {
  readonly name: string;
  readonly wireName: string;
  readonly member: Member;
  readonly required: boolean;
}

function toKnown(shape: StructureShape, name: string, entry: ShapeRef | Member, form: InputForm): Known {
  const member: Member = typeof entry === "string" ? { shape: entry } : entry;
  return {
    name,
    member,
    wireName: wireNameOf(form, name, member),
    required: shape.required?.includes(name) ?? false,
  };
}

/** In HTTP's own form a body is not read; headers by prefix (metadata) have no rules. */
function isApart(form: InputForm, member: Member, isPayload: boolean): boolean {
  return form === "http" && (isPayload || member.in === undefined || member.in === "headers");
}

function wireNameOf(form: InputForm, name: string, { in: location, as = name }: Member): string {
  if (form === "sdk") return name;
  return location === "header" ? as.toLowerCase() : as;
}

function memberProblems({ name, member, required }: Known, value: unknown, place: Place): readonly Problem[] {
  const path = memberPath(place.path, name);
  if (value === undefined || value === null) {
    return required ? [brokenConstraint(path, "null", "Member must not be null")] : [];
  }
  const isApartFromBody = place.form !== "sdk" && member.in !== undefined;
  const isLone = isApartFromBody && place.model.shape(member.shape)?.type === "list" && !Array.isArray(value);
  return valueProblems(member.shape, isLone ? [value] : value, {
    ...place,
    path,
    asText: place.asText || isApartFromBody,
  });
}

function unknownProblems(known: ReadonlySet<string>, value: JsonObject, place: Place): readonly Problem[] {
  if (place.form === "http") return [];
  return Object.keys(value)
    .filter((name) => !known.has(name) && value[name] !== undefined)
    .map((name) => unknownMember(memberPath(place.path, name)));
}

function listProblems(shape: ListShape, value: unknown, place: Place): readonly Problem[] {
  if (!Array.isArray(value)) return [wrongType(place.path, "Unexpected value where a list is expected")];
  const items = { ...place, ref: shape.of, items: value, whole: value, prefix: "Member must" } as const;
  return [
    ...ruleProblems(shape, value, place),
    ...itemProblems(place.model, items),
    ...innerProblems(
      shape.of,
      value.map((item, index) => [`${index + 1}`, item]),
      place,
    ),
  ];
}

function mapProblems(shape: MapShape, value: unknown, place: Place): readonly Problem[] {
  if (!isObject(value)) return [wrongType(place.path, "Unexpected value where a map is expected")];
  const entries = Object.entries(value);
  const whole = shape.sensitive ? Object.fromEntries(entries.map(([key]) => [key, "***"])) : value;
  const [keys, values] = [Object.keys(value), Object.values(value)];
  return [
    ...ruleProblems(shape, value, place),
    ...itemProblems(place.model, { ...place, ref: shape.key, items: keys, whole, prefix: "Map keys must" }),
    ...itemProblems(place.model, {
      ...place,
      ref: shape.value,
      items: values,
      whole,
      prefix: "Map value must",
    }),
    ...innerProblems(shape.value, entries, place),
  ];
}

/** Structures, lists and maps inside a list or map. */
function innerProblems(
  ref: ShapeRef,
  entries: readonly (readonly [string, unknown])[],
  place: Place,
): readonly Problem[] {
  if (scalarShape(place.model, ref) !== undefined) return [];
  return entries.flatMap(([key, item]) =>
    valueProblems(ref, item, { ...place, path: `${place.path}.${key}.member` }),
  );
}

function ruleProblems(shape: Shape, value: unknown, { model, path }: Place): readonly Problem[] {
  return brokenRules(model, shape, value).map((rule) =>
    brokenConstraint(path, shownValue(value, shape.sensitive), rule),
  );
}
