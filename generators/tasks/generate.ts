import { runCommand } from "../cli/runCommand.js";
import { runProcess } from "../cli/runProcess.js";
import { command } from "../commands/generate/command.js";
import { packageRoot } from "../io/packageRoot.js";

/** `npm run generate`: runs `metrics-project generate` on the runtime's own sources. */
await runProcess((world, argv) => runCommand({ ...world, cwd: packageRoot() }, command, argv));
