/** The state table, as far as its controller needs it, at no cost: what the table takes is measured elsewhere. */
export function createMemoryItems() {
  const items = new Map();
  const idOf = ({ pk, sk }) => `${pk}\n${sk}`;
  const write = (key, item, condition) => {
    const stored = items.get(idOf(key));
    if (condition !== undefined && !holds(condition, stored)) return { kind: "refused", stored };
    if (item === undefined) items.delete(idOf(key));
    else items.set(idOf(key), item);
    return { kind: "written" };
  };
  return {
    get: async (key) => items.get(idOf(key)),
    put: async (item, options = {}) => write(item, item, options.condition),
    delete: async (key, options = {}) => write(key, undefined, options.condition),
    pages: async function* ({ pk, sk = { prefix: "" } }) {
      const isWanted = (own) => ("prefix" in sk ? own.startsWith(sk.prefix) : own >= sk.from && own <= sk.to);
      yield [...items.values()].filter((item) => item.pk === pk && isWanted(String(item.sk)));
    },
  };
}

function holds(condition, stored) {
  if (condition.kind === "absent") return stored === undefined;
  if (stored === undefined) return condition.orAbsent === true;
  const { is = {}, atMost = {}, below = {} } = condition;
  const all = (wanted, test) => Object.entries(wanted).every(([name, value]) => test(stored[name], value));
  return (
    all(is, Object.is) && all(atMost, (own, value) => own <= value) && all(below, (own, value) => own < value)
  );
}
