import { describe, expect, it } from "vitest";
import { AwsError } from "../../../../src/local/aws-error.ts";
import { queryErrorXml, queryResultXml, restErrorXml } from "../../../../src/local/gateway/query-xml.ts";

const context = { xmlNamespace: "urn:iam", requestId: "id-1" };

describe("query-protocol XML", () => {
  it("wraps lists in member elements, escapes text and drops undefined members", () => {
    const result = { Roles: [{ Path: "/<&>" }, { Path: "/b" }], Marker: undefined, IsTruncated: false };

    expect(queryResultXml("ListRoles", result, context)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<ListRolesResponse xmlns="urn:iam"><ListRolesResult>' +
        "<Roles><member><Path>/&lt;&amp;&gt;</Path></member><member><Path>/b</Path></member></Roles>" +
        "<IsTruncated>false</IsTruncated></ListRolesResult>" +
        "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></ListRolesResponse>",
    );
  });

  it("has no result element for an operation that returns nothing", () => {
    expect(queryResultXml("TagRole", undefined, context)).not.toContain("TagRoleResult");
  });

  it("writes errors with whose fault they are", () => {
    expect(queryErrorXml(new AwsError("NoSuchEntity", "gone", 404), context)).toContain(
      "<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>gone</Message></Error><RequestId>id-1</RequestId>",
    );
    expect(queryErrorXml(new AwsError("ServiceFailure", "broken", 500), context)).toContain(
      "<Type>Receiver</Type>",
    );
    expect(restErrorXml(new AwsError("NoSuchKey", "gone", 404, { Key: "k" }), "id-1")).toContain(
      "<Error><Code>NoSuchKey</Code><Message>gone</Message><Key>k</Key><RequestId>id-1</RequestId></Error>",
    );
  });
});
