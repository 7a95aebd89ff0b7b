import { afterAll, describe, expect, it } from "vitest";
import { offeredAuthorizations } from "../../../../src/local/access/offered-authorizations.ts";
import { offeredOperations } from "../../../../src/local/gateway/offered-operations.ts";
import { createLocalAws } from "../../../../src/local/local-aws.ts";

const aws = await createLocalAws({ port: 0 });
afterAll(() => aws.stop());

describe("the table of permissions", () => {
  it.each(aws.services.map((service) => ({ service, name: service.name })))(
    "has every operation that $name offers, and no other",
    ({ service, name }) => {
      const known = Object.keys(offeredAuthorizations[name] ?? {});

      expect(known.sort()).toEqual([...offeredOperations(service)].sort());
    },
  );
});
