/** AWS: so many streams may be in CREATING or DELETING at once. */
const slots = 5;

/** How long each freed slot stood idle until the next stream took it, in milliseconds, while streams were waiting. */
export function slotRests(calls, creatingMs) {
  const takenAtMs = accepted(calls, "CreateStream").map(({ atMs }) => atMs);
  return takenAtMs.slice(slots).map((atMs, index) => atMs - (takenAtMs[index] + creatingMs));
}

/** The most streams in CREATING or DELETING at one moment, refused ones counted as if they had been let in. */
export function longestTogether(calls, { streamCreatingMs, streamDeletingMs }) {
  const spans = [
    ...asked(calls, "CreateStream").map(({ atMs }) => [atMs, atMs + streamCreatingMs]),
    ...asked(calls, "DeleteStream").map(({ atMs }) => [atMs, atMs + streamDeletingMs]),
  ];
  const at = (moment) => spans.filter(([from, to]) => from <= moment && moment < to).length;
  return Math.max(...spans.map(([from]) => at(from)));
}

function asked(calls, name) {
  return calls.filter(({ service, operation }) => service === "kinesis" && operation === name);
}

function accepted(calls, name) {
  return asked(calls, name).filter(({ errorCode }) => errorCode === undefined);
}
