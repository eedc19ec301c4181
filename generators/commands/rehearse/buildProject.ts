import { spawn } from "node:child_process";
import type { Output, World } from "../../cli/command.js";

/** Runs the project's build script, showing what it says where it fails; whether it went well. */
export function buildProject(world: World, project: string, output: Output): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn("npm", ["run", "--silent", "build"], {
      cwd: project,
      env: { ...world.env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let text = "";
    const collect = (chunk: Buffer) => {
      text += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => {
      output.write(`npm could not be started: ${error.message}\n`);
      resolve(false);
    });
    child.on("close", (code) => {
      if (code !== 0) output.write(`${text}the build failed\n`);
      resolve(code === 0);
    });
  });
}
