import nodePlop from "node-plop";
import type { RenderedFiles } from "../io/RenderedFiles.js";

/** One of our plop generators: its name, its purpose, and its rendering to memory. */
export interface MemoryGenerator<Data> {
  readonly name: string;
  readonly description: string;
  /** Adds its files to `files`. Writes nothing to disk: the caller checks them first. */
  render(data: Data, files: RenderedFiles): Promise<void>;
}

/**
 * Runs a generator under plop, used as a library: no plopfile, no prompts, nothing written.
 *
 * @throws the error of `render`; plop itself would only count it as a failure.
 */
export async function runGenerator<Data extends object>(
  generator: MemoryGenerator<Data>,
  data: Data,
): Promise<RenderedFiles> {
  const plop = await nodePlop();
  const files: RenderedFiles = new Map();
  let failure: { error: unknown } | undefined;
  plop.setGenerator(generator.name, {
    description: generator.description,
    prompts: [],
    actions: [
      async () => {
        try {
          await generator.render(data, files);
        } catch (error) {
          failure = { error };
        }
        return `${files.size} files rendered`;
      },
    ],
  });
  const { failures } = await plop.getGenerator(generator.name).runActions({});
  if (failure) throw failure.error;
  const [unexpected] = failures;
  if (unexpected) throw new Error(`${generator.name}: ${unexpected.error}`);
  return files;
}
