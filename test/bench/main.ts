import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** `npm run bench -- NAME [args]`: runs test/bench/NAME.ts. Files named …Worker are parts of others. */
const [name, ...args] = process.argv.slice(2);
const folder = fileURLToPath(new URL(".", import.meta.url));
const files = await readdir(folder);
const names = files
  .filter((file) => file.endsWith(".ts") && !/^main\.|Worker\./.test(file))
  .map((file) => file.slice(0, -".ts".length));

if (name === undefined || !names.includes(name)) {
  process.stderr.write(`usage: npm run bench -- ${names.join("|")} [args]\n`);
  process.exitCode = 2;
} else {
  const bench: { run(args: string[]): Promise<void> } = await import(`./${name}.ts`);
  await bench.run(args);
}
