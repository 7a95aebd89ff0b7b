/** The shape of a member's value: its name in the table, or the bare type that every value of satisfies it. */
export type ShapeRef = string;

export interface Rules {
  /** Of a number its value, of a blob its bytes, of anything else its length. */
  readonly min?: number;
  readonly max?: number;
  /** Java's notation; the whole text must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Its value must not be shown. */
  readonly sensitive?: boolean;
}

export type ScalarType =
  | "string"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "boolean"
  | "blob"
  | "timestamp";

export interface ScalarShape extends Rules {
  readonly type: ScalarType;
}

export interface ListShape extends Rules {
  readonly type: "list";
  readonly of: ShapeRef;
}

export interface MapShape extends Rules {
  readonly type: "map";
  readonly key: ShapeRef;
  readonly value: ShapeRef;
}

export interface StructureShape extends Rules {
  readonly type: "structure";
  readonly required?: readonly string[];
  /** The member that is a whole body. */
  readonly payload?: string;
  readonly members: Readonly<Record<string, ShapeRef | Member>>;
}

/** A member that is no part of the body, or that the wire calls otherwise. */
export interface Member {
  readonly shape: ShapeRef;
  readonly in?: "uri" | "querystring" | "header" | "headers";
  readonly as?: string;
}

export type Shape = ScalarShape | ListShape | MapShape | StructureShape;

/** What the file of one service says; written by build/generate-models.mjs. */
export interface ModelTable {
  readonly service: string;
  /** Of botocore: service and version of its API. */
  readonly model: string;
  /** The version of botocore that the table was made from. */
  readonly botocore: string;
  /** The name of each operation's input; null for one that takes none. */
  readonly operations: Readonly<Record<string, string | null>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}
