/** Deals with one thing at a time, and of those given meanwhile only with the last. */
export class Latest<Given> {
  readonly #deal: (given: Given) => Promise<void>;
  readonly #onProblem: (doing: string, error: unknown) => void;
  readonly #doing: string;
  #next: { readonly given: Given } | undefined;
  #running: Promise<void> | undefined;

  /** @param doing for the problem, e.g. `reading the source` */
  constructor(
    deal: (given: Given) => Promise<void>,
    onProblem: (doing: string, error: unknown) => void,
    doing: string,
  ) {
    this.#deal = deal;
    this.#onProblem = onProblem;
    this.#doing = doing;
  }

  give(given: Given): void {
    this.#next = { given };
    this.#running ??= this.#run();
  }

  /** Resolves when everything given has been dealt with. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#next !== undefined) {
      const { given } = this.#next;
      this.#next = undefined;
      await this.#deal(given).catch((error: unknown) => this.#onProblem(this.#doing, error));
    }
    this.#running = undefined;
  }
}
