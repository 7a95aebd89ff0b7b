/**
 * What becomes of the call at which a process dies. `before`: it never leaves the process. `after`: it has its effect,
 * and nobody hears the answer. `late`: it is on its way when the process dies, and has its effect at a bad moment of
 * the next process.
 */
export type DeathSide = "before" | "after" | "late";

export interface Death {
  /** The write at which it dies, counted from 0: to AWS or to the state table. */
  readonly boundary: number;
  readonly side: DeathSide;
}

/** Calls of one process to the outside world, and its end at one of them: from there on no call of it leaves or returns. */
export class Mortal {
  /** Writes begun so far. */
  crossed = 0;
  /** Names of those writes, in order. */
  readonly writes: string[] = [];
  /** What was on its way at the end; to be called once. */
  late: (() => Promise<unknown>) | undefined;
  readonly died: Promise<void>;
  #isDead = false;
  #die: () => void = () => undefined;
  readonly #death: Death | undefined;

  constructor(death?: Death) {
    this.#death = death;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Reading leaves nothing behind: to die there is to die at the write before. */
  read<T>(call: () => Promise<T>): Promise<T> {
    return this.#isDead ? never() : this.#answered(call());
  }

  write<T>(name: string, call: () => Promise<T>): Promise<T> {
    if (this.#isDead) return never();
    this.writes.push(name);
    const at = this.crossed;
    this.crossed += 1;
    return at === this.#death?.boundary ? this.#end(this.#death.side, call) : this.#answered(call());
  }

  #end<T>(side: DeathSide, call: () => Promise<T>): Promise<T> {
    this.#isDead = true;
    if (side === "late") this.late = call;
    const effect = side === "after" ? call() : Promise.resolve();
    effect.catch(() => undefined).finally(() => this.#die());
    return never();
  }

  #answered<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      call.then(
        (answer) => this.#isDead || resolve(answer),
        (error: unknown) => this.#isDead || reject(error),
      );
    });
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
