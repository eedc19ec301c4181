import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { scalarMessage } from "../../platform/messages.js";
import { type FakeProject, fakeProject } from "../fakeProject.js";

/** A project of as many tests, `lap-1` and so on, all of one size. */
export async function projectOf(count: number): Promise<FakeProject> {
  const project = await fakeProject();
  for (let lap = 1; lap <= count; lap++) {
    await project.addTest(`lap-${lap}`, scalarMessage("Distance", lap, "m"));
  }
  return project;
}

export async function runShards(project: FakeProject, total: number, ...args: string[]) {
  const ended = [];
  for (let index = 1; index <= total; index++) {
    ended.push(await project.rehearse("--shard", `${index}/${total}`, "--out", "parts", ...args));
  }
  return ended;
}

/** Changes a file of JSON in the project. */
export async function edit(project: FakeProject, path: string, change: (json: object) => object) {
  const file = join(project.dir, path);
  const json = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify(change(json)));
}
