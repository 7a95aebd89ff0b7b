import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { describeStateLease } from "../support/state-lease-suite.ts";
import { describeStateStore } from "../support/state-store-suite.ts";
import { describeStateTable } from "../support/state-table-suite.ts";

const start = () => startEmbeddedAws();

describeStateTable("the embedded AWS", start);
describeStateStore("the embedded AWS", start);
describeStateLease("the embedded AWS", start);
