import type { SourceLocation } from "./resource.ts";

/** Members and indexes from a document's root. */
export type Path = readonly (string | number)[];

/** A document that passed its schema, with the way back to the lines it stands on. */
export interface Declaration<Body> {
  readonly body: Body;
  /** Relative to PATH's folder, with `/`. */
  readonly file: string;
  /** Where the value at a path stands, or the nearest thing around it that does. */
  at(path: Path): SourceLocation;
}
