import type { Gap } from "./lifecycle-suite.ts";

const neverDone = "does not come to rest";

/**
 * Lives of fields that an emulator cannot play, by `caseName`. Each field is played whole on the other;
 * docs/emulators.md shows this list, and who does it after all is found out.
 */
export const lifecycleGaps = {
  "the embedded AWS": {
    "Function layers → Function.layers": {
      reason: "refuses layers: nothing here would put them under /opt",
      shows: "not supported",
    },
  },
  moto: {
    "LogGroup kmsKeyArn → LogGroup.kmsKeyArn": {
      reason: "knows no AssociateKmsKey and no DisassociateKmsKey",
      shows: neverDone,
    },
    "Function ephemeralStorageMb → Function.ephemeralStorageMb": {
      reason: "ignores EphemeralStorage in UpdateFunctionConfiguration",
      shows: neverDone,
    },
    "Function architecture → Function.architecture": {
      reason: "ignores Architectures in UpdateFunctionCode",
      shows: neverDone,
    },
    "Function tracing → Function.tracing": {
      reason: "ignores TracingConfig in UpdateFunctionConfiguration",
      shows: neverDone,
    },
    "Function logging.format → Function.logFormat": {
      reason: "has no LoggingConfig",
      shows: "LoggingConfig",
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Gap>>>>;
