import { CommandError } from "../io/CommandError.js";

/** .proto files do not compile. The message has one line per error: path, line, column and reason. */
export function invalidProto(output: string): CommandError {
  return new CommandError(`the .proto files do not compile:\n${tidy(output)}`, {
    hint: "Fix the .proto files and retry. --proto must be the folder that their imports are relative to. Nothing was changed.",
  });
}

/** buf reports paths in the temporary folder `proto/`; the project's folder has the same name. */
function tidy(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("WARN"));
  return lines.map((line) => `  ${line.replace(/^Failure: /, "")}`).join("\n");
}
