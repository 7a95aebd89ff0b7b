import type { Field } from "./diff.ts";

/** A call (`<service>:<Operation>`), and the member of its request that carries the field. */
export interface Writing {
  readonly call: string;
  /** As AWS spells it; members of members with a dot. */
  readonly member: string;
}

/** Everything there is to know of a field's life in AWS; docs/fields.md shows it, tests hold the kinds to it. */
export interface InAws {
  /** Sets it on a new resource: the create call, or one of its own after it. */
  readonly create: Writing;
  /** Change it. Several: by direction or by entry. None: it cannot be changed. */
  readonly update: readonly Writing[];
  /** Puts it back when it leaves the manifest; absent: it cannot leave, or nothing is to be done. */
  readonly reset?: Writing & { readonly value: string };
  /** What AWS gives a resource that was made without it; absent: nothing, or it must be given. */
  readonly byDefault?: string | number | boolean;
  /** `list`: with every scan. `deep`: by a read of the one resource, at once after a write, else in rotation. */
  readonly seen: "list" | "deep";
  /** How what AWS gives back is read, where that is not just the value that was sent. */
  readonly echo?: string;
}

/** A field of a kind: how it is compared, and how AWS holds it. */
export interface KindField extends Field {
  readonly aws: InAws;
}

export function writing(call: string, member: string): Writing {
  return { call, member };
}
