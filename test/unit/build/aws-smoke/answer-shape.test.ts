import { describe, expect, it } from "vitest";
import { parseAnswer, shapeOf } from "../../../../build/aws-smoke/answer-shape.mjs";

describe("the shape of an answer", () => {
  it("names members and holds no value", () => {
    const answer = {
      Configuration: { State: "Active", Layers: [] },
      Tags: { team: "secret" },
      Concurrency: null,
    };

    expect(shapeOf(answer, "p-")).toEqual([
      ...["Configuration", "Configuration.Layers", "Configuration.State"],
      ...["Tags", "Tags.team"],
    ]);
  });

  it("leaves out what is somebody else's in lists of the whole account", () => {
    const answer = {
      Functions: [{ FunctionName: "p-mine" }, { FunctionName: "theirs", VpcConfig: { VpcId: "v" } }],
      Tags: [{ Key: "a" }],
    };

    expect(shapeOf(answer, "p-")).toEqual([
      "Functions",
      "Functions[]",
      "Functions[].FunctionName",
      "Tags",
      "Tags[]",
      "Tags[].Key",
    ]);
  });

  it("does not look into items, which are ours", () => {
    expect(shapeOf({ Item: { epoch: { N: "1" } } }, "p-")).toEqual(["Item"]);
  });

  it("reads a query service's XML as its result", () => {
    const body = `<?xml version="1.0"?><ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
      <ListRolesResult><Roles><member><RoleName>p-a</RoleName><Tags/></member></Roles><IsTruncated>false</IsTruncated>
      </ListRolesResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></ListRolesResponse>`;

    expect(parseAnswer(body)).toEqual({ Roles: [{ RoleName: "p-a", Tags: "" }], IsTruncated: "false" });
    expect(parseAnswer("<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>")).toEqual({
      Code: "NoSuchEntity",
    });
    expect(parseAnswer("")).toEqual({});
  });
});
