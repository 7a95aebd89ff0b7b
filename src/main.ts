#!/usr/bin/env node
import { runCommand } from "./cli/terminal.ts";
import { runXflow } from "./cli/xflow.ts";

await runCommand(runXflow);
