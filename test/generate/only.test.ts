import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../generators/client/document.js";
import { restrictDescription } from "../../generators/commands/generate/restrictDescription.js";
import { run, without, yard } from "./yardRun.js";

const document: JsonObject = {
  openapi: "3.0.2",
  info: { title: "A", version: "1" },
  tags: [{ name: "robots" }, { name: "crates" }],
  paths: {
    "/robots": {
      parameters: [{ $ref: "#/components/parameters/page" }],
      get: { operationId: "listRobots", tags: ["robots"], responses: answer("robot") },
      post: { operationId: "addRobot", tags: ["robots"], responses: answer("added") },
    },
    "/crates": { get: { operationId: "listCrates", tags: ["crates"], responses: answer("crate") } },
    "/health": { get: { operationId: "health", responses: { "200": { description: "ok" } } } },
  },
  components: {
    parameters: { page: { name: "page", in: "query", schema: { type: "string" } } },
    securitySchemes: { token: { type: "http", scheme: "bearer" } },
    schemas: {
      robot: {
        oneOf: [{ $ref: "#/components/schemas/arm" }],
        discriminator: { propertyName: "kind", mapping: { arm: "arm", leg: "leg" } },
      },
      arm: { type: "object", properties: { next: { $ref: "#/components/schemas/robot" } } },
      leg: { type: "object" },
      added: { type: "object" },
      crate: { type: "object" },
    },
  },
};

function answer(schema: string): JsonObject {
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } };
  return { "200": { description: "ok", content } };
}

describe("a description cut down", () => {
  it.each<[name: string, operations: string[], schemas: string[]]>([
    ["listRobots", ["get /robots"], ["robot", "arm", "leg"]],
    ["POST /robots", ["post /robots"], ["added"]],
    ["/robots", ["get /robots", "post /robots"], ["robot", "arm", "leg", "added"]],
    ["robots", ["get /robots", "post /robots"], ["robot", "arm", "leg", "added"]],
    ["crates", ["get /crates"], ["crate"]],
  ])("to %s has what that refers to, and no more", (name, operations, schemas) => {
    const left = restrictDescription(document, [name], new Set());
    expect(operationsIn(left)).toEqual(operations);
    const components = left.components as Record<string, object>;
    expect(Object.keys(components.schemas ?? {})).toEqual(schemas);
    expect(components.securitySchemes).toEqual({ token: { type: "http", scheme: "bearer" } });
  });

  it("keeps required operations for any selection", () => {
    const left = restrictDescription(document, ["crates"], new Set(["GET /health"]));
    expect(operationsIn(left)).toEqual(["get /crates", "get /health"]);
    expect(left.tags).toEqual([{ name: "crates" }]);
  });
});

function operationsIn({ paths }: JsonObject): string[] {
  return Object.entries(paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => method !== "parameters")
      .map((method) => `${method} ${path}`),
  );
}

describe("a project's restriction of its description", () => {
  it("applies now and to the next description; all removes it", async () => {
    const root = await recorded();
    expect(await run(root, "--only", "getRobot")).toMatchObject({
      code: 0,
      out: expect.stringContaining("restricted to getRobot and what the runtime calls"),
    });
    const text = () => readFile(join(root, "openapi/platform.yaml"), "utf8");
    expect(await text()).not.toContain("crate");
    expect(await openapi(root)).toEqual({ only: ["getRobot"] });
    expect((await run(root, "--check")).code).toBe(0);

    await writeFile(join(root, "new.yaml"), without("unread"));
    await run(root, "--openapi", "new.yaml");
    expect(await text()).not.toContain("crate");
    await run(root, "--openapi", "new.yaml", "--only", "all");
    expect(await text()).toBe(without("unread"));
    expect(await openapi(root)).toBeUndefined();
  });

  it("suggests an operation for an unknown one", async () => {
    const { code, err } = await run(await recorded(), "--only", "getRobto");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("Did you mean getRobot?"),
    });
  });

  it("fetches the description from the last URL again, which is recorded without its secrets", async () => {
    const root = await recorded();
    const server = createServer((_, response) => response.end(without("unread")));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const first = await run(root, "--openapi", "remembered");
    expect(first).toMatchObject({ code: 2, err: expect.stringContaining("has no saved address") });

    await run(root, "--openapi", `http://robot:s3cret@${host}/api.yaml?signature=s3cret`);
    expect(await openapi(root)).toEqual({ source: `http://${host}/api.yaml` });
    expect(await readFile(join(root, ".metrics-project.json"), "utf8")).not.toContain("s3cret");
    expect(await run(root, "--openapi", "remembered")).toMatchObject({
      code: 0,
      out: "All generated files are up to date.\n",
    });
  });
});

/** A project whose record has answers, as the scaffolder writes it. */
async function recorded(): Promise<string> {
  const root = await yard();
  const record = { version: "0.1.0", answers: { name: "yard" }, pristine: "" };
  await writeFile(join(root, ".metrics-project.json"), `${JSON.stringify(record, null, 2)}\n`);
  return root;
}

async function openapi(root: string): Promise<unknown> {
  const { answers } = JSON.parse(await readFile(join(root, ".metrics-project.json"), "utf8"));
  return answers.openapi;
}
