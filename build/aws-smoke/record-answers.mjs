// Notes every answer that AWS gives to this process: loaded into xflow with `node --import`, so that what is observed is
// xflow as it is shipped, and what went over the wire: signed, over TLS, with every attempt of the SDK. A proxy could not
// do that, since signatures cover the host, and middleware would need another xflow. Values are not kept.
import { appendFileSync } from "node:fs";
import { ClientRequest } from "node:http";
import { parseAnswer, shapeOf } from "./answer-shape.mjs";

const scopePattern = /Credential=[^/]+\/\d+\/[^/]+\/(?<service>[\w-]+)\/aws4_request/;

/**
 * @param file gets a line of JSON for each answer
 * @param prefix of the names of our resources
 * @returns a function that stops it
 */
export function recordAnswers(file, prefix) {
  const { end } = ClientRequest.prototype;
  ClientRequest.prototype.end = function (...args) {
    const service = scopePattern.exec(String(this.getHeader("authorization") ?? ""))?.groups?.service;
    if (service !== undefined) observe(this, service, args[0], (entry) => append(file, entry, prefix));
    return end.apply(this, args);
  };
  return () => {
    ClientRequest.prototype.end = end;
  };
}

function observe(request, service, body, note) {
  const at = Date.now();
  const call = { at, service, method: request.method, ...operationOf(request, body) };
  request.prependOnceListener("response", (response) => {
    const chunks = [];
    const { push } = response;
    // What is pushed goes on to the SDK untouched; a listener for data would take it away.
    response.push = function (chunk, ...rest) {
      if (chunk !== null) chunks.push(chunk);
      else note({ ...call, ms: Date.now() - at, response, body: Buffer.concat(chunks).toString("utf8") });
      return push.call(this, chunk, ...rest);
    };
  });
}

/** JSON services name it in a header, query ones in the form; Lambda's is told from its path later. */
function operationOf(request, body) {
  const target = request.getHeader("x-amz-target");
  if (target !== undefined) return { operation: String(target).split(".").at(-1) };
  const isForm = String(request.getHeader("content-type") ?? "").includes("x-www-form-urlencoded");
  const action = isForm ? /(?:^|&)Action=(\w+)/.exec(String(body ?? ""))?.[1] : undefined;
  return action === undefined ? { path: request.path.split("?")[0] } : { operation: action };
}

function append(file, { response, body, ...call }, prefix) {
  const answer = parseAnswer(body);
  const status = response.statusCode;
  const told = status < 400 ? { members: shapeOf(answer, prefix) } : { error: errorOf(response, answer) };
  appendFileSync(file, `${JSON.stringify({ ...call, status, ...told })}\n`);
}

function errorOf({ headers, statusCode }, answer) {
  const name = headers["x-amzn-errortype"] ?? answer.__type ?? answer.Code ?? answer.code ?? statusCode;
  const message = answer.message ?? answer.Message ?? "";
  return { name: String(name).split(":")[0].split("#").at(-1), message: String(message) };
}

const asked = new URL(import.meta.url).searchParams;
const [file, prefix] = [asked.get("file"), asked.get("prefix")];
if (file !== null && prefix !== null) recordAnswers(file, prefix);
