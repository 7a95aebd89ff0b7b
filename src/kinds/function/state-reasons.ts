/**
 * Why a function, or its last update, failed, as far as the same call may succeed later. All other codes stay until
 * the declaration or what it refers to changes. Source: Lambda's API model (StateReasonCode,
 * LastUpdateStatusReasonCode).
 */
const passing: ReadonlySet<string> = new Set([
  "Creating",
  "Restoring",
  "Idle",
  "InternalError",
  "EniLimitExceeded",
  "SubnetOutOfIPAddresses",
  "InsufficientCapacity",
  "EC2RequestLimitExceeded",
  "DrainingDurableExecutions",
  "EFSIOError",
  "EFSMountTimeout",
  "DependencyError",
  // The role's policies may not be in force yet.
  "InsufficientRolePermissions",
]);

export function isPassing(reasonCode: string | undefined): boolean {
  return reasonCode !== undefined && passing.has(reasonCode);
}
