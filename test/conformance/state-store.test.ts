import { startMoto } from "../support/moto-server.ts";
import { describeStateLease } from "../support/state-lease-suite.ts";
import { describeStateStore } from "../support/state-store-suite.ts";
import { describeStateTable } from "../support/state-table-suite.ts";

describeStateTable("moto", startMoto);
describeStateStore("moto", startMoto);
describeStateLease("moto", startMoto);
