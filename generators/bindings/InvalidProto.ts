/** .proto files that do not compile. The message has one line per fault: path, line, column and what is wrong. */
export class InvalidProto extends Error {
  override readonly name = "InvalidProto";
  readonly hint =
    "Put the .proto files right and run it again; --proto takes the folder that their imports start from. Nothing was changed.";

  constructor(output: string) {
    super(`the .proto files do not compile:\n${tidy(output)}`);
  }
}

/** buf tells of the temporary folder `proto/`, which the project has under the same name. */
function tidy(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("WARN"));
  return lines.map((line) => `  ${line.replace(/^Failure: /, "")}`).join("\n");
}
