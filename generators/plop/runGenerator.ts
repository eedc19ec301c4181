import nodePlop from "node-plop";
import type { RenderedFiles } from "../io/RenderedFiles.js";

/** One plop generator of ours: its name, what it is for, and how it renders to memory. */
export interface MemoryGenerator<Data> {
  readonly name: string;
  readonly description: string;
  /** Adds its files to `files`. Nothing is written to disk here: the caller checks first. */
  render(data: Data, files: RenderedFiles): Promise<void>;
}

/**
 * Runs a generator under plop, used as a library: no plopfile, no prompts, nothing written.
 *
 * @throws whatever `render` threw; plop itself would only count it among its failures.
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
