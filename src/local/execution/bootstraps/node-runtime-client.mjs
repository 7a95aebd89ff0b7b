import { Agent, request } from "node:http";
import { flushOutput } from "./node-console.mjs";
import { toErrorDocument } from "./node-error-document.mjs";

const version = "/2018-06-01/runtime";

/** Speaks the Runtime API. @param {string} api host:port */
export function createRuntimeClient(api) {
  const [host, port] = api.split(":");
  const agent = new Agent({ keepAlive: true });

  /** @returns {Promise<{status: number, headers: object, body: Buffer}>} */
  function send(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const call = request({ host, port, agent, method, path: version + path, headers }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      call.on("error", reject);
      call.end(body);
    });
  }

  async function post(path, text, headers = {}) {
    await flushOutput();
    const body = Buffer.from(text, "utf8");
    return send(
      "POST",
      path,
      { "Content-Type": "application/json", "Content-Length": body.length, ...headers },
      body,
    );
  }

  function postError(path, error) {
    const document = toErrorDocument(error);
    return post(path, JSON.stringify(document), {
      "Lambda-Runtime-Function-Error-Type": headerText(document.errorType),
    });
  }

  return {
    next: async () => {
      const { headers, body } = await send("GET", "/invocation/next");
      return {
        body: body.toString("utf8"),
        requestId: headers["lambda-runtime-aws-request-id"],
        deadlineMs: Number(headers["lambda-runtime-deadline-ms"]),
        functionArn: headers["lambda-runtime-invoked-function-arn"],
        traceId: headers["lambda-runtime-trace-id"],
        clientContext: headers["lambda-runtime-client-context"],
      };
    },
    postResponse: (requestId, text) => post(`/invocation/${requestId}/response`, text),
    postError: (requestId, error) => postError(`/invocation/${requestId}/error`, error),
    postInitError: (error) => postError("/init/error", error),
    /** @returns the open request, to be written to; `done` resolves when Lambda has taken it */
    openResponse: (requestId, contentType) => {
      const stream = request({
        host,
        port,
        agent,
        method: "POST",
        path: `${version}/invocation/${requestId}/response`,
        headers: {
          "Content-Type": contentType,
          "Lambda-Runtime-Function-Response-Mode": "streaming",
          "Transfer-Encoding": "chunked",
          Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
        },
      });
      const done = new Promise((resolve, reject) => {
        stream.on("error", reject);
        stream.on("response", (response) => response.resume().on("end", resolve).on("error", reject));
      });
      return { stream, done };
    },
  };
}

/** Header values are one line of visible ASCII. */
export function headerText(text) {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
