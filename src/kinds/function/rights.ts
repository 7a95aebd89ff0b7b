import type { KindRights } from "../../core/rights.ts";

const create = "lambda:CreateFunction";
const configure = "lambda:UpdateFunctionConfiguration";
const deploy = "lambda:UpdateFunctionCode";

/** What the calls on functions need. */
export const functionRights: KindRights = {
  read: [
    { actions: ["lambda:ListFunctions"], on: "any" },
    // GetFunction leaves the tags out for who may not list them.
    { actions: ["lambda:GetFunction", "lambda:ListTags"], on: "own-functions" },
    { actions: ["tag:GetResources"], on: "any" },
  ],
  write: [
    {
      actions: [
        create,
        deploy,
        configure,
        "lambda:DeleteFunctionConcurrency",
        "lambda:PutFunctionConcurrency",
        "lambda:TagResource",
        "lambda:UntagResource",
      ],
      on: "own-functions",
    },
    { actions: ["lambda:DeleteFunction"], on: "own-functions", when: ["of-this-instance"] },
    {
      actions: ["iam:PassRole"],
      on: "passed-roles",
      when: ["passed-to-service"],
      within: [create, configure],
    },
    { actions: ["lambda:GetLayerVersion"], on: "layers", within: [create, configure] },
    { actions: ["s3:GetObject", "s3:GetObjectVersion"], on: "code-objects", within: [create, deploy] },
    {
      actions: ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
      on: "any",
      within: [create, configure],
    },
  ],
};
