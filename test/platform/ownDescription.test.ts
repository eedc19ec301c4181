import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startPlatform } from "@metrics-project/platform";
import { expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { sharedPath } from "../shared.js";
import { temporaryFolder } from "../temporary.js";
import { ask, first } from "./ask.js";
import { scalarMessage } from "./messages.js";

const text = readFileSync(join(packageRoot(), "openapi/platform.yaml"), "utf8");

/** Our description as OpenAPI 3.0 has it, with what the platform may have next year. */
function nextYear() {
  // The way to authenticate has another name.
  const document = parse(text.replace(/- bearer: \[/g, "- OAuth: ["));
  document.openapi = "3.0.3";
  const { schemas, securitySchemes } = document.components;
  document.components.securitySchemes = { OAuth: Object.values(securitySchemes)[0] };
  Object.assign(schemas.job.properties, {
    mood: { type: "string", enum: ["GOOD", "BAD"] },
    owner: { $ref: "#/components/schemas/owner", nullable: true },
    crew: { type: "array", items: { $ref: "#/components/schemas/owner" } },
    boss: { $ref: "#/components/schemas/owner" },
  });
  schemas.job.required = [...(schemas.job.required ?? []), "mood", "owner", "crew", "boss"];
  schemas.owner = {
    type: "object",
    required: ["id", "chief"],
    properties: {
      id: { type: "string", format: "uuid" },
      // It holds itself.
      chief: { $ref: "#/components/schemas/owner", nullable: true },
    },
  };
  document.paths["/robots/{robotID}"] = {
    parameters: [{ name: "robotID", in: "path", required: true, schema: { type: "string" } }],
    get: { operationId: "getRobot", responses: { "200": { description: "ok" } } },
  };
  return document;
}

it("serves a project's own description, with placeholders for unknown required fields", async () => {
  const path = join(await temporaryFolder(), "platform.yaml");
  await writeFile(path, stringify(nextYear(), { aliasDuplicateObjects: false }));
  await using platform = await startPlatform({ description: path });
  const { batchID, projectID } = await platform.addBatch();
  await platform.recordTest({ batchID, experience: "lap", message: scalarMessage("a", 1, "m") });
  const { status, body } = await ask(platform, `/projects/${projectID}/batches/${batchID}/jobs`);
  expect(status).toBe(200);
  const id = "00000000-0000-4000-8000-000000000000";
  expect(first(body.jobs)).toMatchObject({
    experienceName: "lap",
    mood: "GOOD",
    owner: null,
    crew: [],
    boss: { id, chief: null },
  });
  const robot = await ask(platform, "/robots/1");
  expect(robot).toMatchObject({
    status: 501,
    body: { message: "The local platform does not serve getRobot" },
  });
  const { status: anonymous } = await fetch(`${platform.apiURL}/projects`);
  expect(anonymous).toBe(401);
});

it("checks requests against it", async () => {
  const description = nextYear();
  delete description.paths["/projects/{projectID}/reports"];
  await using platform = await startPlatform({ description });
  const { projectID } = await platform.addBatch();
  expect((await ask(platform, `/projects/${projectID}/reports`)).status).toBe(404);
  expect((await ask(platform, "/projects?pageSize=1000")).status).toBe(400);
});

it.each<[what: string, given: string | object, message: RegExp]>([
  ["a file that is not there", "/nowhere/platform.yaml", /cannot be read as an API description/],
  ["OpenAPI 2", { swagger: "2.0", paths: {} }, /is not an OpenAPI 3 document/],
  ["a document without paths", { openapi: "3.1.0" }, /is not an OpenAPI 3 document/],
])("refuses %s", async (_, given, message) => {
  const description = given as string | Record<string, unknown>;
  await expect(startPlatform({ description })).rejects.toThrow(message);
});

const real = sharedPath("reference/platform-api.yaml");

it.skipIf(real === undefined)(
  "serves the platform's real description (skipped without it)",
  async () => {
    await using platform = await startPlatform({ description: real ?? "" });
    const { batchID, projectID } = await platform.addBatch();
    await platform.recordTest({ batchID, experience: "lap", message: scalarMessage("a", 1, "m") });
    const base = `/projects/${projectID}/batches/${batchID}`;
    for (const path of ["/projects", base, `${base}/jobs`, `${base}/metrics`]) {
      expect((await ask(platform, path)).status, path).toBe(200);
    }
  },
);
