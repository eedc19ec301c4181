import type { RenderedFiles } from "../io/RenderedFiles.js";
import { type MemoryGenerator, runGenerator } from "../plop/runGenerator.js";
import { copyFolder, renderFolder } from "../templates/renderTemplate.js";
import type { ProjectInput } from "./ProjectInput.js";
import { projectRecord, recordFile } from "./projectRecord.js";
import { codedModes, templateData } from "./templateData.js";

const project: MemoryGenerator<ProjectInput> = {
  name: "project",
  description: "a metrics build: test, batch and report metrics in one container image",
  async render(input, files) {
    const { answers } = input;
    const data = templateData(input);
    await renderFolder("project/common", data, files);
    // Files made from the user's log belong to the user from the start: `update` does not render them.
    const isOwn = answers.logs === "own";
    if (!isOwn) await renderFolder(`project/logs/${answers.logs}`, data, files);
    for (const mode of codedModes(answers)) {
      await renderFolder(isOwn ? `project/own/${mode}` : `project/modes/${mode}`, data, files);
    }
    if (data.words.settings !== "") {
      await renderFolder(`project/package-managers/${answers.packageManager}`, data, files);
    }
    if (data.biome) await renderFolder("project/lint/biome", data, files);
    if (answers.ci !== "none") {
      await renderFolder("project/ci/common", data, files);
      // In a larger repository, the host's files are outside the project: see renderHostFiles.
      if (answers.ci === "gitlab" || answers.folder === undefined) {
        await renderFolder(`project/ci/${answers.ci}`, data, files);
      }
    }
    await copyFolder("openapi", "openapi", files);
    await copyFolder("proto", "proto", files);
    await copyFolder("runtime/src/generated", "src/generated", files);
    if (data.emits) await renderEmissions(data, files);
    for (const { tarball } of [input.runtime, input.platform, input.cli]) {
      if (tarball) files.set(tarball.path, tarball.bytes);
    }
    files.set(recordFile, projectRecord(input, files));
  },
};

/** The config, the code that is generated from it, and the test of the rows. */
async function renderEmissions(
  data: ReturnType<typeof templateData>,
  files: RenderedFiles,
): Promise<void> {
  await renderFolder("project/emissions", data, files);
  // The test of the message does not apply: there is no message.
  if (!data.binproto) files.delete("test/test-metrics.test.ts");
  // They read YAML, which other projects do not load.
  const { configPaths } = await import("../emissions/findConfig.js");
  const { parseConfig } = await import("../emissions/readConfig.js");
  const { renderTopics } = await import("../emissions/renderTopics.js");
  const [file] = configPaths;
  const text = String(files.get(file));
  const { config } = parseConfig([{ file, text }]);
  files.set("src/generated/emissions.ts", renderTopics(config, [text]));
}

/** The whole project in memory, as path relative to its folder -> content. Writes nothing. */
export function renderProject(input: ProjectInput): Promise<RenderedFiles> {
  return runGenerator(project, input);
}
