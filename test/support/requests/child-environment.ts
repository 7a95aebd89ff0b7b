const { XFLOW_TEST_REQUESTS: folder, XFLOW_TEST_REQUESTS_OWNER: owner } = process.env;

/** What makes a Node process and its children report what xflow sends to an embedded AWS inside them. */
export const childEnvironment: Readonly<Record<string, string>> =
  folder === undefined || owner === undefined
    ? {}
    : {
        NODE_OPTIONS: `--import ${new URL("./request-watch.mjs", import.meta.url).href}`,
        XFLOW_TEST_REQUESTS: folder,
        XFLOW_TEST_REQUESTS_OWNER: owner,
      };
