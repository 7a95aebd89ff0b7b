#!/usr/bin/env node
import { runCommand } from "./cli/terminal.ts";
import { runXflowctl } from "./cli/xflowctl.ts";

await runCommand(runXflowctl);
