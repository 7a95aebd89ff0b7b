import { describe, expect, it } from "vitest";
import { credentialScope } from "../../../../src/local/gateway/credential-scope.ts";

const signed =
  "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-3/lambda/aws4_request, SignedHeaders=host, Signature=x";
const scope = { accessKeyId: "AKID", region: "eu-west-3", service: "lambda" };

describe("the credential scope", () => {
  it("is read from the Authorization header or from a presigned URL", () => {
    const query = new URLSearchParams({ "X-Amz-Credential": "AKID/20260101/eu-west-3/lambda/aws4_request" });

    expect(credentialScope({ headers: { authorization: signed }, query: new URLSearchParams() })).toEqual(
      scope,
    );
    expect(credentialScope({ headers: {}, query })).toEqual(scope);
  });

  it.each(["Bearer token", "AWS4-HMAC-SHA256 Credential=AKID/20260101/lambda/aws4_request", "Credential="])(
    "is absent for %s",
    (authorization) => {
      expect(credentialScope({ headers: { authorization }, query: new URLSearchParams() })).toBeUndefined();
    },
  );
});
