declare module "dynalite/db/index.js" {
  type Attributes = { [member: string]: unknown };

  export interface LevelIterator {
    close(): Promise<void>;
  }
  /** What dynalite's streams read by. */
  export interface Iterators {
    keys(options: unknown): LevelIterator;
    values(options: unknown): LevelIterator;
  }
  export interface Store {
    readonly db: Iterators & { open(): Promise<void>; close(): Promise<void> };
    readonly tableDb: {
      awsRegion: string;
      awsAccountId: string;
      get(name: string, callback: (error: Error | null, table?: Attributes) => void): void;
      put(name: string, table: Attributes, callback: (error: Error | null) => void): void;
    };
  }
  export type Action = (
    store: Store,
    data: Attributes,
    callback: (error: Error | null | undefined, output?: Attributes) => void,
  ) => void;
  export interface Rules {
    readonly types: Attributes;
    readonly custom?: unknown;
  }
  export interface Options {
    /** Undefined is in memory. */
    readonly path?: string;
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
  }
  export function create(options: Options): Store;
}

declare module "dynalite/validations/index.js" {
  import type { Attributes, Store } from "dynalite/db/index.js";
  export function checkTypes(data: Attributes, types: Attributes): Attributes;
  export function checkValidations(data: Attributes, types: Attributes, custom: unknown, store: Store): void;
}

declare module "dynalite/actions/*.js" {
  import type { Action } from "dynalite/db/index.js";

  const action: Action;
  export = action;
}

declare module "dynalite/validations/*.js" {
  import type { Rules } from "dynalite/db/index.js";

  const rules: Rules;
  export = rules;
}
