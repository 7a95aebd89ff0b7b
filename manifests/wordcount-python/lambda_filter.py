"""Keeps what is a word, in lower case."""

import base64
import json
import os
import re

import boto3

kinesis = boto3.client("kinesis")
# Set by xflow when an Environment has a namePrefix.
OUTBOUND_STREAM = os.environ.get("XFLOW_STREAM_PREFIX", "") + "FileFiltered"
# Letters of any script, with inner apostrophes and hyphens.
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def filter_out_non_words(batch, context):
    # An error is not caught: Lambda then delivers the batch again.
    for record in batch["Records"]:
        event = json.loads(base64.b64decode(record["kinesis"]["data"]))
        publish({"execution_id": event["execution_id"], **only_words(event)})


def only_words(event):
    found = (WORD.search(text) for text in event["words_arr"])
    return {"words_filtered": [match.group().lower() for match in found if match]}


def publish(event):
    # The execution id is the partition key: one execution's events stay in order.
    kinesis.put_record(
        StreamName=OUTBOUND_STREAM,
        PartitionKey=event["execution_id"],
        Data=json.dumps(event).encode(),
    )
