"""Splits the text into words."""

import base64
import json
import os

import boto3

kinesis = boto3.client("kinesis")
# Set by xflow when an Environment has a namePrefix.
OUTBOUND_STREAM = os.environ.get("XFLOW_STREAM_PREFIX", "") + "FileParsed"


def parse(batch, context):
    # An error is not caught: Lambda then delivers the batch again.
    for record in batch["Records"]:
        event = json.loads(base64.b64decode(record["kinesis"]["data"]))
        publish({"execution_id": event["execution_id"], **words_of(event)})


def words_of(event):
    return {"words_arr": event["contents"].split()}


def publish(event):
    # The execution id is the partition key: one execution's events stay in order.
    kinesis.put_record(
        StreamName=OUTBOUND_STREAM,
        PartitionKey=event["execution_id"],
        Data=json.dumps(event).encode(),
    )
