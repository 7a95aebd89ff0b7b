import { startCli } from "./support/cli-driver.ts";
import { conformanceSuite } from "./support/conformance-suite.ts";

conformanceSuite("the aws command", startCli);
