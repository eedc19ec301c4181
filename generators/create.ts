#!/usr/bin/env node
import { runCommand } from "./cli/runCommand.js";
import { runProcess } from "./cli/runProcess.js";
import { command } from "./create/createCommand.js";

await runProcess((world, argv) => runCommand(world, command, argv));
