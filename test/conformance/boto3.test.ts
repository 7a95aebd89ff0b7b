import { startBoto3 } from "./support/boto3-driver.ts";
import { conformanceSuite } from "./support/conformance-suite.ts";

conformanceSuite("boto3", startBoto3);
