/**
 * The entry file, which loads the program. If loading fails (a missing package, a file that is read
 * too early), it prints one line, where Node.js would print a stack trace.
 */
export function startFile(program: string): string {
  return `// Written by metrics-project build.
try {
  await import("./${program}");
} catch (error) {
  const { code, hint: own, message = String(error), stack = "" } = Object(error);
  const [, missing] = /package '([^']+)'/.exec(message) ?? [];
  const place = stack.split("\\n").find((line) => /^ +at /.test(line) && !/node:|node_modules/.test(line));
  const hints = [
    [missing !== undefined, \`Is "\${missing}" among the dependencies, and in package.json's "metricsBuild": { "external": [...] }?\`],
    [code === "ERR_DLOPEN_FAILED" || /native|\\.node\\b/.test(message), "A native module was not installed for this platform, or is damaged."],
    [code === "ENOENT", "Put files that are read at run time in assets/, where assetPath also finds them in the image."],
  ];
  const hint = own ?? hints.find(([fits]) => fits)?.[1];
  const lines = [\`error: cannot load the metrics build: \${message}\`, place, hint];
  process.stderr.write(lines.filter((line) => line !== undefined).join("\\n") + "\\n");
  if (process.env.METRICS_LOG === "debug") process.stderr.write(stack + "\\n");
  process.exitCode = 1;
}
`;
}
