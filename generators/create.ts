import { runCommand } from "./cli/runCommand.js";
import { runProcess } from "./cli/runProcess.js";
import { command } from "./commands/create/command.js";

// Not awaited: it is bundled as CommonJS, which does not allow await outside of functions.
void runProcess((world, argv) => runCommand(world, command, argv));
