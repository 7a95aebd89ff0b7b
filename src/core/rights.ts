/** An IAM action, `service:Action`. */
export type Action = `${string}:${string}`;

/**
 * What actions may be on. A closed set: each stands for patterns that follow from where xflow runs
 * (`src/core/scope-resources.ts`).
 */
export type Scope =
  /** Everything, because AWS has no resource level for the action. */
  | "any"
  | "own-functions"
  /** All of the account: their ids are AWS's own. */
  | "mappings"
  | "layers"
  | "own-streams"
  /** Of the account: names of keys say nothing of what they are for. */
  | "account-keys"
  /** Those named to encrypt streams. */
  | "stream-keys"
  | "own-log-groups"
  | "function-log-groups"
  | "tracker-log-streams"
  | "own-log-streams"
  | "own-roles"
  /** A role that does not exist has no path: to be told so takes a right on its bare name. */
  | "absent-roles"
  /** Our own, and those named besides that functions and subscription filters run as. */
  | "passed-roles"
  | "target-roles"
  | "code-objects"
  | "failure-queues"
  | "failure-topics"
  | "failure-buckets"
  | "failure-objects"
  | "state-table";

/** When a right holds. A closed set, as scopes are (`src/core/right-conditions.ts`). */
export type Condition =
  /** The mapping is, or will be, of a function of ours. */
  | "of-own-function"
  /** The resource carries our instance's tag. */
  | "of-this-instance"
  /** The role has, or is given, the boundary. */
  | "within-boundary"
  | "passed-to-service"
  /** Items of this instance and requests to it. */
  | "own-partitions"
  /** Requests to this instance. */
  | "request-partition";

/** Pure data: what may be done, on what, and when. */
export interface Right {
  readonly actions: readonly Action[];
  readonly on: Scope | readonly Scope[];
  /** All of them; absent: always. */
  readonly when?: readonly Condition[];
  /** The API calls it is for, where they are not called as the actions are. */
  readonly calls?: readonly Action[];
  /** No call of ours: AWS checks it within these, with the caller's rights. */
  readonly within?: readonly Action[];
  /** Why no policy contains it. */
  readonly ungranted?: string;
}

/** What a kind needs: to look at resources, and to change them, with what is read for that alone. */
export interface KindRights {
  readonly read: readonly Right[];
  readonly write: readonly Right[];
}

/** @returns sorted, each once */
export function actionsOf(rights: readonly Right[]): readonly Action[] {
  return sortedSet(rights.flatMap(({ actions }) => actions));
}

/** The API calls that rights are for, sorted, each once. */
export function callsOf(rights: readonly Right[]): readonly Action[] {
  return sortedSet(
    rights.flatMap(({ actions, calls, within }) => (within === undefined ? (calls ?? actions) : [])),
  );
}

function sortedSet(actions: readonly Action[]): readonly Action[] {
  return [...new Set(actions)].sort();
}
