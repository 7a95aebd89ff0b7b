"""Answers calls with boto3: one JSON line in {id, service, operation, input}, one JSON line out."""

import base64
import datetime
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError

CLIENT_NAMES = {"tagging": "resourcegroupstaggingapi", "monitoring": "cloudwatch"}
session = boto3.Session()
clients = {}
lock = Lock()


def client_of(service):
    with lock:
        if service not in clients:
            clients[service] = session.client(CLIENT_NAMES.get(service, service))
        return clients[service]


def decode(value):
    if isinstance(value, dict):
        if set(value) == {"$file"}:
            with open(value["$file"], "rb") as file:
                return file.read()
        return {name: decode(member) for name, member in value.items()}
    return [decode(item) for item in value] if isinstance(value, list) else value


def encode(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    raise TypeError(f"cannot encode {type(value)}")


def answer(line):
    call = json.loads(line)
    try:
        method = getattr(client_of(call["service"]), xform_name(call["operation"]))
        output = method(**decode(call["input"]))
        output.pop("ResponseMetadata", None)
        outcome = {"kind": "answer", "output": output}
    except ClientError as error:
        about = error.response["Error"]
        outcome = {"kind": "error", "code": about.get("Code", ""), "message": about.get("Message", "")}
    except Exception as error:  # a client-side failure is a finding too
        outcome = {"kind": "error", "code": type(error).__name__, "message": str(error)}
    text = json.dumps({"id": call["id"], "outcome": outcome}, default=encode)
    with lock:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


with ThreadPoolExecutor(max_workers=4) as pool:
    for line in sys.stdin:
        pool.submit(answer, line)
