/** An answer in plain text. */
export interface Page {
  readonly status: number;
  readonly text: string;
  /** Absent: plain text. */
  readonly contentType?: string;
}

export interface Health {
  readonly ok: boolean;
  readonly reason?: string;
}

/** One thing that must be so, by name. */
export interface Check extends Health {
  readonly name: string;
  /** Told for information, as yes or no: being ready does not depend on it. */
  readonly isInformation?: true;
}

export function healthPage({ ok, reason }: Health): Page {
  if (ok) return { status: 200, text: "ok\n" };
  return { status: 503, text: `stuck${because(reason)}\n` };
}

/** A line a check; 503 while any fails that is not for information. */
export function readinessPage(checks: readonly Check[]): Page {
  const isReady = checks.every(({ ok, isInformation }) => ok || isInformation);
  return { status: isReady ? 200 : 503, text: checks.map(checkLine).join("") };
}

function checkLine({ name, ok, reason, isInformation }: Check): string {
  const [good, bad] = isInformation ? ["yes", "no"] : ["ok", "failed"];
  return `${name}: ${ok ? good : bad}${because(reason)}\n`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason}`;
}
