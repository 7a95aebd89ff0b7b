import { oneOf, structure } from "./input.ts";

/** The member StreamModeDetails. */
export const modeDetails = structure({ StreamMode: oneOf(["PROVISIONED", "ON_DEMAND"]) });
