/** Where xflow runs: everything that resource patterns and conditions follow from. */
export interface RightsPlace {
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
  /** The Environment's; not empty, or else rights would be over every function and stream of the account. */
  readonly namePrefix: string;
  readonly instance: string;
  /** The state table's name. */
  readonly table: string;
  /** The managed policy that bounds every role xflow makes. */
  readonly boundaryName: string;
  /** S3 buckets that hold functions' code. */
  readonly codeBuckets: readonly string[];
  /** ARNs of KMS keys that encrypt streams, other than AWS's own. */
  readonly streamKeys: readonly string[];
  /** ARNs of layers of other accounts. */
  readonly layers: readonly string[];
  /** ARNs of roles that functions and subscription filters run as, and that xflow does not make. */
  readonly passedRoles: readonly string[];
  /** ARNs of roles of Environments with `assumeRoleArn`. */
  readonly targetRoles: readonly string[];
  /** S3 buckets that take records a mapping gives up on. */
  readonly failureBuckets: readonly string[];
}

/** A value of a place is missing or cannot be right. */
export class RightsPlaceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RightsPlaceError";
  }
}

const shapes: Readonly<Partial<Record<keyof RightsPlace, RegExp>>> = {
  partition: /^aws(-[a-z]+)*$/,
  accountId: /^\d{12}$/,
  region: /^[a-z]{2}(-[a-z]+)+-\d$/,
  namePrefix: /^[A-Za-z0-9_-]{1,32}$/,
  instance: /^[A-Za-z0-9._-]{1,63}$/,
  table: /^[A-Za-z0-9_.-]{3,255}$/,
  boundaryName: /^[\w+=,.@-]{1,128}$/,
};

/** @throws RightsPlaceError: also for an empty prefix, and for anything with a wildcard of its own */
export function checkPlace(place: RightsPlace): RightsPlace {
  for (const [name, shape] of Object.entries(shapes)) {
    const value = String(place[name as keyof RightsPlace]);
    if (!shape.test(value))
      throw new RightsPlaceError(`${name} ${JSON.stringify(value)} must match ${shape}`);
  }
  const lists = [place.codeBuckets, place.failureBuckets, place.streamKeys, place.passedRoles];
  const wild = [...lists, place.targetRoles, place.layers].flat().find((name) => /[*?]/.test(name));
  if (wild !== undefined) throw new RightsPlaceError(`${wild} is a pattern: name what is meant`);
  return place;
}
