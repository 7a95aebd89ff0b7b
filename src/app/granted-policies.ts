import { codeRights, targetRights } from "../aws/rights.ts";
import type { Right } from "../core/rights.ts";
import { checkPlace, type RightsPlace } from "../core/rights-place.ts";
import { type RightsPolicy, rightsPolicy } from "../core/rights-policy.ts";
import { boundaryRights } from "../flow/rights.ts";
import { rightsOfKinds } from "../kinds/rights.ts";
import { operatorRights, stateRights } from "../store/rights.ts";
import { publishRights, trackRights } from "../tracking/rights.ts";

const { Role, ...others } = rightsOfKinds;
const observe = [...Object.values(rightsOfKinds).flatMap(({ read }) => read), ...codeRights];

/** A managed policy: its name, whom it is for, and the rights it grants. */
export interface GrantedRights {
  readonly name: string;
  readonly purpose: string;
  readonly rights: readonly Right[];
}

/** Every policy that is written to deploy/iam. Apart where one would be too long, or belongs into another account. */
export const grantedRights: readonly GrantedRights[] = [
  {
    name: "controller-state",
    purpose:
      "the controller's own account: its state table, and the roles of Environments with `assumeRoleArn`",
    rights: [...stateRights, ...targetRights],
  },
  {
    name: "controller-observe",
    purpose: "every account the controller manages: reading",
    rights: observe,
  },
  {
    name: "controller-apply",
    purpose: "every account the controller manages: creating, changing, deleting",
    rights: Object.values(others).flatMap(({ write }) => write),
  },
  {
    name: "controller-roles",
    purpose: "the same of roles, within the boundary",
    rights: Role.write,
  },
  {
    name: "operator",
    purpose: "people with `xflowctl` and `--dry-run`: reading, and requests to the controller",
    rights: [...operatorRights, ...observe],
  },
  {
    name: "publisher-tracker",
    purpose: "`xflow -p` and `xflow -t`",
    rights: [...publishRights, ...trackRights],
  },
  {
    name: "boundary",
    purpose: "the permissions boundary of every role that xflow makes",
    rights: boundaryRights,
  },
];

/** The policies' documents for one place, by name. @throws RightsPlaceError */
export function grantedPolicies(place: RightsPlace): ReadonlyMap<string, RightsPolicy> {
  checkPlace(place);
  return new Map(grantedRights.map(({ name, rights }) => [name, rightsPolicy(rights, place)]));
}
