/** Name, partial ARN or full ARN, each with or without a qualifier. Rule: AWS Lambda API, FunctionName. */
const FUNCTION_NAME =
  /^(?:arn:(?<partition>aws[a-zA-Z-]*):lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Brings every accepted form of a function's name to one: the full ARN, with the qualifier if one was given.
 * @returns undefined when it is no function name, or one of another region or account
 */
export function toFunctionArn(
  text: string,
  { region, accountId }: { readonly region: string; readonly accountId: string },
): string | undefined {
  const parts = FUNCTION_NAME.exec(text)?.groups;
  if (parts === undefined) return undefined;
  if ((parts["region"] ?? region) !== region || (parts["account"] ?? accountId) !== accountId)
    return undefined;
  const arn = `arn:${parts["partition"] ?? "aws"}:lambda:${region}:${accountId}:function:${parts["name"]}`;
  return parts["qualifier"] === undefined ? arn : `${arn}:${parts["qualifier"]}`;
}
