import type { Environment } from "../api/desired-set.ts";
import type { ClientSettings } from "../aws/clients.ts";

/** Which AWS a command talks to. */
export interface Connection {
  /** Whose resources these are. */
  readonly instance: string;
  /** Absent: AWS itself. */
  readonly endpointUrl?: string;
  /** Where neither the manifests nor the seed file say; absent: the SDK's chain. */
  readonly region?: string;
  /** The embedded AWS: it takes any credentials. */
  readonly local: boolean;
  /**
   * How many times as often things under way are looked at; absent: once, as suits AWS, which takes seconds for
   * them and counts calls. The embedded AWS is through with everything in moments.
   */
  readonly pace?: number;
}

/** What every client of an environment needs to know. */
export function clientSettings(connection: Connection, environment: Environment | undefined): ClientSettings {
  const { instance, endpointUrl, local } = connection;
  const region = environment?.region ?? connection.region;
  const assumeRoleArn = environment?.assumeRoleArn;
  return {
    sessionName: `xflow-${instance}`,
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(region !== undefined && { region }),
    ...(assumeRoleArn !== undefined && { assumeRoleArn }),
    ...(local && { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
  };
}
