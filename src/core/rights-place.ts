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
  readonly member: keyof RightsPlace;
  /** What is wrong, for a sentence that begins with what the reader calls the member. */
  readonly problem: string;
  constructor(member: keyof RightsPlace, problem: string) {
    super(`${member}: ${problem}`);
    this.name = "RightsPlaceError";
    this.member = member;
    this.problem = problem;
  }
}

interface Form {
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly is: string;
}

const bucket: Form = {
  pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  is: "the name of a bucket, without s3://",
};
const role: Form = {
  pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  is: "the ARN of one role",
};

/** None of them has room for a wildcard: what is granted is named. */
const forms: { readonly [Member in keyof RightsPlace]: Form } = {
  partition: { pattern: /^aws(-[a-z]+)*$/, is: "aws, aws-cn or aws-us-gov" },
  accountId: { pattern: /^\d{12}$/, is: "an account's 12 digits" },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, is: "a region, such as eu-west-1" },
  namePrefix: { pattern: /^[A-Za-z0-9_-]{1,32}$/, is: "1 to 32 of letters, digits, _ and -" },
  instance: { pattern: /^[A-Za-z0-9._-]{1,63}$/, is: "1 to 63 of letters, digits, ., _ and -" },
  table: { pattern: /^[A-Za-z0-9_.-]{3,255}$/, is: "3 to 255 of letters, digits, _, . and -" },
  boundaryName: { pattern: /^[\w+=,.@-]{1,128}$/, is: "the name of a policy, not its ARN" },
  codeBuckets: bucket,
  streamKeys: {
    pattern: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    is: "the ARN of one key, not of an alias",
  },
  layers: {
    pattern: /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]+:\d+$/,
    is: "the ARN of one version of a layer",
  },
  passedRoles: role,
  targetRoles: role,
  failureBuckets: bucket,
};

/** @throws RightsPlaceError: also for an empty prefix, and for anything with a wildcard of its own */
export function checkPlace(place: RightsPlace): RightsPlace {
  for (const [name, { pattern, is }] of Object.entries(forms)) {
    const member = name as keyof RightsPlace;
    const wrong = [place[member]].flat().find((value) => !pattern.test(value));
    if (wrong !== undefined) throw new RightsPlaceError(member, `${JSON.stringify(wrong)} is not ${is}`);
  }
  return place;
}
