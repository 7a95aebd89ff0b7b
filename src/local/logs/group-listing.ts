import { isObject, type Members, readMembers } from "../members.ts";
import { fromPageToken, pageFrom, toPageToken } from "../page-token.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import { badToken, invalidParameter, logsDialect } from "./errors.ts";
import type { LogGroup } from "./log-model.ts";
import { groupArn, groupNameOf, groupNameRule } from "./log-names.ts";
import type { LogsContext } from "./logs-context.ts";

const maxIdentifiers = 50;
const maxTagFilters = 5;

export function groupListing(context: LogsContext): Record<string, Operation> {
  return { DescribeLogGroups: describeLogGroups(context), ListLogGroups: listLogGroups(context) };
}

function describeLogGroups({ store }: LogsContext): Operation {
  const known = [
    ...["logGroupNamePrefix", "logGroupNamePattern", "logGroupIdentifiers", "logGroupClass"],
    ...["nextToken", "limit", "includeLinkedAccounts"],
  ];
  return (call) => {
    const members = readMembers(call.input, known, logsDialect);
    refuseLinkedAccounts(members);
    const page = pageOf(store.groups(call.region).filter(describedTest(call, members)), members, 50);
    const brief = members.text("logGroupNamePattern") !== undefined;
    return {
      logGroups: page.items.map((group) => (brief ? briefly(call, group) : described(call, group))),
      ...page.token,
    };
  };
}

type GroupTest = (group: LogGroup) => boolean;

function describedTest(call: Call, members: Members): GroupTest {
  const prefix = members.text("logGroupNamePrefix", groupNameRule);
  const part = members.text("logGroupNamePattern", { max: 512 });
  const identifiers = members.texts("logGroupIdentifiers");
  const ofClass = classTest(members);
  if ([prefix, part, identifiers].filter((given) => given !== undefined).length > 1) {
    throw invalidParameter(
      "Only one of logGroupNamePrefix, logGroupNamePattern and logGroupIdentifiers can be specified.",
    );
  }
  if (identifiers !== undefined) {
    if (identifiers.length < 1 || identifiers.length > maxIdentifiers) {
      throw invalidParameter(`logGroupIdentifiers takes 1 to ${maxIdentifiers} names.`);
    }
    const names = new Set(identifiers.map((identifier) => groupNameOf(call, identifier)));
    return ({ row }) => names.has(row.name);
  }
  return (group) =>
    group.row.name.startsWith(prefix ?? "") && group.row.name.includes(part ?? "") && ofClass(group);
}

/** Asking for INFREQUENT_ACCESS means ESSENTIALS too, and the other way round. */
function classTest(members: Members): GroupTest {
  const wanted = members.text("logGroupClass", {
    oneOf: ["STANDARD", "INFREQUENT_ACCESS", "ESSENTIALS", "DELIVERY"],
  });
  if (wanted === undefined) return () => true;
  const kept = wanted === "ESSENTIALS" ? "INFREQUENT_ACCESS" : wanted;
  return ({ row }) => row.logGroupClass === kept;
}

function described(call: Call, { row, storedBytes }: LogGroup): JsonObject {
  return {
    ...briefly(call, { row }),
    ...(row.retentionDays === undefined ? {} : { retentionInDays: row.retentionDays }),
    ...(row.kmsKeyId === undefined ? {} : { kmsKeyId: row.kmsKeyId }),
    metricFilterCount: 0,
    storedBytes,
    logGroupClass: row.logGroupClass,
    logGroupArn: groupArn(call, row.name),
    deletionProtectionEnabled: row.deletionProtected,
  };
}

function briefly(call: Call, { row }: Pick<LogGroup, "row">): JsonObject {
  return { logGroupName: row.name, creationTime: row.createdAt, arn: `${groupArn(call, row.name)}:*` };
}

/** Rule: CloudWatch Logs API, ListLogGroups: a name pattern and up to five tags, all of which must match. */
function listLogGroups({ store }: LogsContext): Operation {
  const known = [
    ...["logGroupNamePattern", "logGroupClass", "logGroupTags"],
    ...["nextToken", "limit", "includeLinkedAccounts"],
  ];
  return (call) => {
    const members = readMembers(call.input, known, logsDialect);
    refuseLinkedAccounts(members);
    const tests = [nameTest(members), classTest(members), tagTest(members)];
    const groups = store.groups(call.region).filter((group) => tests.every((test) => test(group)));
    const page = pageOf(groups, members, 1000);
    return {
      logGroups: page.items.map(({ row }) => ({
        logGroupName: row.name,
        logGroupArn: groupArn(call, row.name),
        logGroupClass: row.logGroupClass,
      })),
      ...page.token,
    };
  };
}

/** Names joined by `|`; one with `^` in front must start the group's name, any other may stand anywhere. */
function nameTest(members: Members): GroupTest {
  const rule = {
    min: 3,
    max: 129,
    pattern: /\^?[.\-_/#A-Za-z0-9]{3,24}(?:\|\^?[.\-_/#A-Za-z0-9]{3,24}){0,4}/,
  };
  const alternatives = members.text("logGroupNamePattern", rule)?.split("|");
  if (alternatives === undefined) return () => true;
  return ({ row }) =>
    alternatives.some((part) =>
      part.startsWith("^") ? row.name.startsWith(part.slice(1)) : row.name.includes(part),
    );
}

function tagTest(members: Members): GroupTest {
  const filters = (members.objects("logGroupTags") ?? []).map((filter) => {
    const { key, values } = readTagFilter(filter);
    return (tags: Readonly<Record<string, string>>) => {
      const value = tags[key];
      return value !== undefined && (values.length === 0 || values.includes(value));
    };
  });
  if (filters.length > maxTagFilters) throw invalidParameter(`logGroupTags takes at most ${maxTagFilters}.`);
  return ({ row }) => filters.every((test) => test(row.tags));
}

function readTagFilter(filter: unknown): { key: string; values: readonly string[] } {
  const members = readMembers(isObject(filter) ? filter : {}, ["key", "values"], logsDialect);
  return { key: members.requiredText("key"), values: members.texts("values") ?? [] };
}

function refuseLinkedAccounts(members: Members): void {
  if (members.flag("includeLinkedAccounts") !== true) return;
  throw invalidParameter("includeLinkedAccounts is not supported by the embedded AWS");
}

function pageOf(groups: readonly LogGroup[], members: Members, maxSize: number) {
  const token = members.text("nextToken");
  const from = token === undefined ? undefined : fromPageToken(token);
  if (token !== undefined && from === undefined) throw badToken();
  const size = members.integer("limit", { min: 1, max: maxSize }) ?? 50;
  const page = pageFrom(groups, ({ row }) => row.name, from, size);
  return { items: page.items, token: page.next === undefined ? {} : { nextToken: toPageToken(page.next) } };
}
