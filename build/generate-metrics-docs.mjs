// Writes docs/metrics.md from dist/telemetry, for `make schemas`; test/unit/build tells when to.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { metricCatalogue } from "../dist/telemetry/metric-catalogue.js";
import { metricsReference } from "./metrics-reference.mjs";

const docs = join(dirname(fileURLToPath(import.meta.url)), "../docs");

writeFileSync(join(docs, "metrics.md"), metricsReference(metricCatalogue));
