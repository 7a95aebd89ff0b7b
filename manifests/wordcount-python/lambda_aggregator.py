"""Counts how often each word occurs."""

import base64
import json
import os
from collections import Counter

import boto3

kinesis = boto3.client("kinesis")
# Set by xflow when an Environment has a namePrefix.
OUTBOUND_STREAM = os.environ.get("XFLOW_STREAM_PREFIX", "") + "FileAggregated"


def aggregate(batch, context):
    # An error is not caught: Lambda then delivers the batch again.
    for record in batch["Records"]:
        event = json.loads(base64.b64decode(record["kinesis"]["data"]))
        publish({"execution_id": event["execution_id"], **count(event)})


def count(event):
    return {"words_aggregated": Counter(event["words_filtered"])}


def publish(event):
    # The execution id is the partition key: one execution's events stay in order.
    kinesis.put_record(
        StreamName=OUTBOUND_STREAM,
        PartitionKey=event["execution_id"],
        Data=json.dumps(event).encode(),
    )
