/** What STS asks of IAM. */
export interface RoleDirectory {
  /** @returns the role's unique id (`AROA…`); undefined when there is no such role */
  roleIdOf(roleArn: string): Promise<string | undefined>;
}
