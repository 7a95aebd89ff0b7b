"""The Python runtime: loads the function's handler and serves invocations from the Runtime API.

Source: docs/local-rules.md, RT, HND, ERR, LOG. Runs inside the sandbox, on the standard library alone.
"""

import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

VERSION = "/2018-06-01/runtime"
IS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"


class RuntimeFailure(Exception):
    """A failure of the runtime's own, with the error type its caller reads."""

    def __init__(self, error_type, message, frames=()):
        super().__init__(message)
        self.error_type = "Runtime." + error_type
        self.frames = list(frames)


class Client:
    """Speaks the Runtime API over one kept connection."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address)

    def next(self):
        self.connection.request("GET", VERSION + "/invocation/next")
        response = self.connection.getresponse()
        return response.headers, response.read()

    def post_response(self, request_id, body):
        self._post("/invocation/%s/response" % request_id, body, {})

    def post_error(self, request_id, document):
        self._post_error("/invocation/%s/error" % request_id, document)

    def post_init_error(self, document):
        self._post_error("/init/error", document)

    def _post_error(self, path, document):
        header = document["errorType"].encode("ascii", "replace").decode("ascii")
        body = json.dumps(document).encode("utf-8")
        self._post(path, body, {"Lambda-Runtime-Function-Error-Type": header})

    def _post(self, path, body, headers):
        headers = {"Content-Type": "application/json", **headers}
        self.connection.request("POST", VERSION + path, body, headers)
        self.connection.getresponse().read()


class ClientContext:
    """What a caller sent in X-Amz-Client-Context."""

    def __init__(self, members):
        self.custom = members.get("custom")
        self.env = members.get("env")
        self.client = members.get("client")


class Identity:
    """Nobody: there is no Cognito here."""

    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    """The handler's second argument."""

    def __init__(self, headers):
        env = os.environ
        client_context = headers.get("Lambda-Runtime-Client-Context")
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.log_group_name = env["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = env["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.function_name = env["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = env["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.client_context = ClientContext(json.loads(client_context)) if client_context else None
        self.identity = Identity()
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))


class LogHandler(logging.Handler):
    """Writes log records to the output, one entry a line, with the request they belong to."""

    request_id = ""

    def emit(self, record):
        print(self._json(record) if IS_JSON else self._text(record))

    def _text(self, record):
        stamp = "%s.%03dZ" % (self._time(record), record.msecs)
        return "[%s]\t%s\t%s\t%s" % (
            record.levelname,
            stamp,
            self.request_id,
            self.format(record).replace("\n", "\r"),
        )

    def _json(self, record):
        entry = {
            "timestamp": self._time(record) + "Z",
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": self.request_id,
        }
        if record.exc_info:
            entry["errorType"] = record.exc_info[0].__name__
            entry["errorMessage"] = str(record.exc_info[1])
            entry["stackTrace"] = traceback.format_tb(record.exc_info[2])
        return json.dumps(entry, default=str)

    @staticmethod
    def _time(record):
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))


def set_up_logging():
    handler = LogHandler()
    root = logging.getLogger()
    root.addHandler(handler)
    if IS_JSON:
        levels = {"TRACE": "DEBUG", "FATAL": "CRITICAL"}
        level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO")
        root.setLevel(levels.get(level, level))
    return handler


def load_handler(name):
    if "." not in name:
        raise RuntimeFailure("MalformedHandlerName", "Bad handler '%s': it names no function" % name)
    module_name, function_name = name.rsplit(".", 1)
    module_name = module_name.replace("/", ".")
    if module_name in sys.builtin_module_names:
        raise RuntimeFailure(
            "BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name
        )
    module = load_module(module_name)
    if not hasattr(module, function_name):
        raise RuntimeFailure(
            "HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name)
        )
    return getattr(module, function_name)


def load_module(name):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        message = "Unable to import module '%s': %s" % (name, error)
        raise RuntimeFailure("ImportModuleError", message) from error
    except SyntaxError as error:
        frame = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        message = "Syntax error in module '%s': %s" % (name, error)
        raise RuntimeFailure("UserCodeSyntaxError", message, [frame]) from error


def to_document(error, request_id):
    """What the caller of a failed function reads."""
    if isinstance(error, RuntimeFailure):
        error_type, frames = error.error_type, error.frames
    else:
        error_type, frames = type(error).__name__, user_frames(error)
    return {
        "errorMessage": str(error),
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": frames,
    }


def user_frames(error):
    """The stack without this file and the import machinery."""
    frames = traceback.extract_tb(error.__traceback__)
    kept = [f for f in frames if f.filename != __file__ and "importlib" not in f.filename]
    return traceback.format_list(kept)


def log_failure(document):
    if IS_JSON:
        members = ("errorMessage", "errorType", "requestId", "stackTrace")
        entry = {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "log_level": "ERROR"}
        print(json.dumps({**entry, **{name: document[name] for name in members}}))
        return
    lines = ["[ERROR] %s: %s" % (document["errorType"], document["errorMessage"])]
    lines += ["Traceback (most recent call last):"] + document["stackTrace"]
    print("\r".join(line.rstrip("\n") for line in lines).replace("\n", "\r"))


def to_body(result):
    try:
        return json.dumps(result).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise RuntimeFailure("MarshalError", "Unable to marshal response: %s" % error) from error


def to_event(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise RuntimeFailure("UnmarshalError", "Unable to unmarshal input: %s" % error) from error


def serve(client, handler, log_handler):
    while True:
        headers, body = client.next()
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        log_handler.request_id = request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
        try:
            result = to_body(handler(to_event(body), Context(headers)))
        except Exception as error:  # The function's own failure, whatever it is.
            document = to_document(error, request_id)
            log_failure(document)
            sys.stdout.flush()
            client.post_error(request_id, document)
        else:
            sys.stdout.flush()
            client.post_response(request_id, result)


def main():
    sys.stdout.reconfigure(line_buffering=True)
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    client = Client(os.environ["AWS_LAMBDA_RUNTIME_API"])
    log_handler = set_up_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:  # Whatever the user's module raises when it is imported.
        document = to_document(error, "")
        log_failure(document)
        client.post_init_error(document)
        sys.exit(1)
    serve(client, handler, log_handler)


main()
