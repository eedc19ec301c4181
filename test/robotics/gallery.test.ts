import { readdirSync, readFileSync } from "node:fs";
import * as robotics from "@metrics-project/runtime/robotics";
import * as alignment from "@metrics-project/runtime/robotics/alignment";
import * as geodetic from "@metrics-project/runtime/robotics/geodetic";
import * as sketch from "@metrics-project/runtime/robotics/sketch";
import * as traffic from "@metrics-project/runtime/robotics/traffic";
import { describe, expect, it } from "vitest";
import { galleryRuns } from "../../generators/tasks/galleryRuns.js";

const tasks = new URL("../../generators/tasks/", import.meta.url);
const code = readdirSync(tasks)
  .filter((file) => file.startsWith("gallery"))
  .map((file) => readFileSync(new URL(file, tasks), "utf8"))
  .join("\n");
const text = readFileSync(new URL("../../docs/gallery.md", import.meta.url), "utf8");

describe("the gallery", () => {
  it("shows every function of robotics", () => {
    const names = [robotics, alignment, geodetic, sketch, traffic].flatMap((module) =>
      Object.entries(module)
        .filter(([, value]) => typeof value === "function")
        .map(([name]) => name),
    );
    const shown = names.filter((name) => new RegExp(`\\b${name}\\b[()]`).test(code));
    expect(names.filter((name) => !shown.includes(name))).toEqual(["RoboticsError"]);
  });

  it("has a picture in its page for every run, and no other", () => {
    const pictures = [...text.matchAll(/\(pictures\/(\w+)\.png\)/g)].map(([, name]) => name);
    expect(pictures.sort()).toEqual(
      galleryRuns()
        .map(({ name }) => name)
        .sort(),
    );
  });
});
