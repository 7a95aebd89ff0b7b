/** The subscription filter that carries out `destination`; others on the group are not ours. */
export const filterName = "xflow";
