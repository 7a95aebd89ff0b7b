/** An item that a newer xflow wrote: this one does not know what its fields mean. */
export class NewerItemError extends Error {
  constructor(item: string, schemaVersion: number, known: number) {
    super(
      `${item} has schema version ${schemaVersion}, this xflow knows ${known}: ` +
        "run the version that wrote it, or a later one",
    );
    this.name = "NewerItemError";
  }
}

/** An item that is not what xflow writes: somebody else wrote or changed it. */
export class MalformedItemError extends Error {
  constructor(item: string, attribute: string) {
    super(`${item} in the state table is not what xflow writes: see its attribute ${attribute}`);
    this.name = "MalformedItemError";
  }
}
