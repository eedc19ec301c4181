import type { World } from "../../cli/command.js";
import type { Answers } from "../../project/answers.js";
import { linkedPackages } from "../../project/linkedPackages.js";
import { renderHostFiles } from "../../project/renderHostFiles.js";
import { renderProject } from "../../project/renderProject.js";
import type { UpdateOptions } from "./updateProject.js";

/** Renders projects with the templates of the running version. */
export function renderers(
  { env }: Pick<World, "env">,
  version: string,
): Required<Pick<UpdateOptions, "render" | "renderHost">> {
  const inputOf = async (answers: Answers) => {
    const packages = await linkedPackages(answers.link, version, env);
    return { answers, version, ...packages };
  };
  return {
    render: async (answers) => renderProject(await inputOf(answers)),
    renderHost: async (answers) => renderHostFiles(await inputOf(answers)),
  };
}
