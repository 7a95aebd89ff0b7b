import type { FaultEffect, FaultRule } from "./faults.ts";

/** A `--fault` flag that cannot be read; the message shows the flag and the syntax. */
export class FaultFlagError extends Error {
  constructor(flag: string, problem: string) {
    super(
      `--fault ${flag}: ${problem}; write SERVICE:OPERATION=CODE[:STATUS] or SERVICE:OPERATION=drop, then any of ,before ,after ,times=N ,probability=P ,seed=N`,
    );
    this.name = "FaultFlagError";
  }
}

/**
 * Reads one `--fault` flag, e.g. `lambda:CreateFunction=ThrottlingException:429,times=2,after`,
 * `kinesis:*=drop,probability=0.1,seed=7`. Without STATUS it is 400, without a time it is `before`.
 * @throws FaultFlagError
 */
export function parseFaultFlag(flag: string): FaultRule {
  const match = flag.match(/^([a-z0-9-]+):(\*|[A-Za-z0-9]+)=([^,]+)((?:,[^,]+)*)$/);
  const [, service, operation, effect, options] = match ?? [];
  if (service === undefined || operation === undefined || effect === undefined) {
    throw new FaultFlagError(flag, "not understood");
  }
  const settings = (options ?? "").split(",").filter((option) => option !== "");
  return Object.assign(
    { service, operation, effect: parseEffect(flag, effect), when: "before" as const },
    ...settings.map((setting) => parseSetting(flag, setting)),
  );
}

function parseEffect(flag: string, text: string): FaultEffect {
  if (text === "drop") return { kind: "drop" };
  const [code = "", status = "400", ...rest] = text.split(":");
  if (!/^[A-Za-z.]+$/.test(code) || rest.length > 0)
    throw new FaultFlagError(flag, `"${text}" is no error code`);
  return { kind: "error", code, status: parseNumber(flag, status, isErrorStatus) };
}

function parseSetting(flag: string, setting: string): Partial<FaultRule> {
  const [name, value = ""] = setting.split("=");
  switch (name) {
    case "before":
    case "after":
      if (setting === name) return { when: name };
      break;
    case "times":
      return { times: parseNumber(flag, value, (n) => Number.isInteger(n) && n > 0) };
    case "probability":
      return { probability: parseNumber(flag, value, (n) => n > 0 && n <= 1) };
    case "seed":
      return { seed: parseNumber(flag, value, (n) => Number.isInteger(n) && n >= 0) };
  }
  throw new FaultFlagError(flag, `"${setting}" is not understood`);
}

function parseNumber(flag: string, text: string, isValid: (value: number) => boolean): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (!isValid(value)) throw new FaultFlagError(flag, `"${text}" is out of range`);
  return value;
}

function isErrorStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 400 && value <= 599;
}
