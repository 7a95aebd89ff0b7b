import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import { finding, type ManifestOf } from "./declarations.ts";

/** Values that are secrets whatever they are called. */
const secretValues = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s:@]+@/i,
];
const secretNames = /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;
/** Where a secret is, rather than what it is. */
const references = /^(?:arn:|ssm:|secretsmanager:|s3:\/\/|\/|\{\{|\$\{)/;

/** Secrets written down in environment variables: whoever reads the manifest or the function has them. */
export function literalSecrets(declaration: Declaration<ManifestOf<"Function">>): Diagnostic[] {
  const variables = Object.entries(declaration.body.spec.environment ?? {});
  return variables.filter(looksSecret).map(([name]) =>
    finding(declaration, ["spec", "environment", name], {
      severity: "warning",
      code: "LiteralSecret",
      message: `environment variable ${name} looks like a secret`,
      suggestion: "keep it in Secrets Manager or Parameter Store and pass its name",
    }),
  );
}

function looksSecret([name, value]: readonly [string, string]): boolean {
  if (secretValues.some((pattern) => pattern.test(value))) return true;
  return secretNames.test(name) && value !== "" && !references.test(value);
}
