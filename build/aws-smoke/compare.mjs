/** Members that come and go with a state or a page, so that whether one was met is chance. */
const passing =
  /(?:^|\.)(?:StateReason(?:Code)?|LastUpdateStatusReason(?:Code)?|[nN]ext(?:Token|Marker)|Marker|PaginationToken)$/;
/** Errors that xflow expects, and meets or not as time has it. */
const ofTiming =
  /cannot be assumed|Conflict|ResourceInUse|Throttl|TooManyRequests|Rate exceeded|OperationAborted|NotFound|NoSuchEntity|not found|ConditionalCheckFailed/i;

/**
 * What one AWS did differently from the other, by what it answered.
 * @param aws @param reference calls as readCalls gives them
 * @param names what differs between runs, and is not looked at: account, prefix
 */
export function compareAnswers(aws, reference, names) {
  const errors = onlyIn(errorsOf(aws, names), errorsOf(reference, names));
  return {
    members: memberDifferences(membersOf(aws), membersOf(reference)),
    errors: errors.filter((error) => !ofTiming.test(error)),
    errorsOfTiming: errors.filter((error) => ofTiming.test(error)),
    onlyAskedOfAws: onlyIn(membersOf(aws).keys(), membersOf(reference).keys()),
    onlyAskedOfTheEmbeddedAws: onlyIn(membersOf(reference).keys(), membersOf(aws).keys()),
  };
}

function memberDifferences(aws, reference) {
  return [...aws].flatMap(([operation, members]) => {
    const others = reference.get(operation);
    if (others === undefined) return [];
    const missing = onlyIn(members, others).filter((path) => !passing.test(path));
    const extra = onlyIn(others, members).filter((path) => !passing.test(path));
    return missing.length + extra.length === 0 ? [] : [{ operation, missing, extra }];
  });
}

/** By operation, all members that any of its answers had. */
function membersOf(calls) {
  const byOperation = new Map();
  for (const { operation, members } of calls.filter((call) => call.members !== undefined)) {
    const known = byOperation.get(operation) ?? new Set();
    for (const path of members) known.add(path);
    byOperation.set(operation, known);
  }
  return new Map([...byOperation].sort());
}

function errorsOf(calls, names) {
  const failed = calls.filter(({ error }) => error !== undefined);
  return new Set(
    failed.map(({ operation, error }) => `${operation} ${error.name}: ${withoutNames(error, names)}`),
  );
}

/** What no two runs share is left out of a message. */
function withoutNames({ message }, { prefix, account }) {
  return message
    .replaceAll(prefix, "…")
    .replaceAll(account, "<account>")
    .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, "<id>")
    .replace(/\d{4,}/g, "<number>");
}

function onlyIn(one, other) {
  const known = new Set(other);
  return [...one].filter((each) => !known.has(each)).sort();
}
