import { type MotoServer, startMoto } from "./moto-server.ts";

/**
 * moto 5.2.1 computes another signature than the SDK for a path that holds an ARN (Lambda's tags), and refuses
 * every such call. Signatures are no matter of permissions: they are not checked.
 */
const unsigned = [
  "import sys",
  "from moto.iam.access_control import IAMRequestBase",
  "from moto.server import main",
  "IAMRequestBase.check_signature = lambda self: None",
  "main(sys.argv[1:])",
].join("\n");

/** moto that, once it is told to enforce, lets nobody do what their policies do not allow. */
export async function startEnforcingMoto(
  accountId: string,
): Promise<MotoServer & { enforce(): Promise<void> }> {
  const moto = await startMoto({ MOTO_ACCOUNT_ID: accountId }, ["python3", "-c", unsigned]);
  const enforce = async () => {
    await fetch(`${moto.endpoint}/moto-api/reset-auth`, { method: "POST", body: "0" });
  };
  return { ...moto, enforce };
}
