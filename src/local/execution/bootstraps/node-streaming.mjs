import { errorLine, flushOutput } from "./node-console.mjs";
import { toErrorDocument } from "./node-error-document.mjs";
import { headerText } from "./node-runtime-client.mjs";

const marker = Symbol("streaming handler");
/** Parts a response's metadata from its body. */
const separator = Buffer.alloc(8);

/** Provides `awslambda`, the global of functions that stream their response. */
export function offerStreaming() {
  globalThis.awslambda = {
    streamifyResponse: (handler) => Object.assign(handler, { [marker]: true }),
    HttpResponseStream: {
      from: (stream, metadata) => {
        stream.write(JSON.stringify(metadata));
        stream.write(separator);
        return stream;
      },
    },
  };
}

export function isStreaming(handler) {
  return handler[marker] === true;
}

/** Runs a streaming handler. An error after the first byte travels in the trailers. */
export async function runStreaming({ handler, event, context, client }) {
  const { stream, done } = client.openResponse(context.awsRequestId, "application/octet-stream");
  stream.setContentType = (type) => stream.setHeader("Content-Type", type);
  try {
    await handler(event, stream, context);
    await flushOutput();
    if (!stream.writableEnded) stream.end();
  } catch (error) {
    errorLine("Invoke Error", error);
    const document = toErrorDocument(error);
    await flushOutput();
    stream.addTrailers({
      "Lambda-Runtime-Function-Error-Type": headerText(document.errorType),
      "Lambda-Runtime-Function-Error-Body": Buffer.from(JSON.stringify(document)).toString("base64"),
    });
    stream.end();
  }
  await done;
}
