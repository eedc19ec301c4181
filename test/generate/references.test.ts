import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { checkDescription } from "../../generators/commands/generate/checkDescription.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import { readNewDescription } from "../../generators/commands/generate/readNewDescription.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const schemas = {
  Cat: { type: "object", properties: { kind: { type: "string" } } },
  Dog: { type: "object", properties: { kind: { type: "string" } } },
};

function description(schema: object, more: object = {}): string {
  const content = { "application/json": { schema, ...more } };
  const responses = { "200": { description: "ok", content } };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { operationId: "getA", responses } } },
    components: { schemas: { ...schemas, example: schema } },
  });
}

const pets = {
  oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
};
const withMapping = (mapping: object) => ({
  ...pets,
  discriminator: { propertyName: "kind", mapping },
});

describe("the references of a description", () => {
  const elsewhere: [what: string, text: string, named: string][] = [
    ["a file in an example", description({ example: { $ref: "/etc/passwd" } }), "/etc/passwd"],
    [
      "an address in examples",
      description({}, { examples: { x: { value: { a: [{ $ref: "http://127.0.0.1:1/x" }] } } } }),
      "http://127.0.0.1:1/x",
    ],
    [
      "an address in a default",
      description({ default: { $ref: "http://127.0.0.1:1/x" } }),
      "http://127.0.0.1:1/x",
    ],
    [
      "a schema that is called example",
      description({ properties: { y: { $ref: "file:///etc/passwd" } } }),
      "file:///etc/passwd",
    ],
    [
      "a property that is called example",
      description({ properties: { example: { $ref: "//host/x" } } }),
      "//host/x",
    ],
    [
      "an example's externalValue",
      description({}, { examples: { x: { externalValue: "http://127.0.0.1:1/x" } } }),
      "http://127.0.0.1:1/x",
    ],
    [
      "a discriminator's address",
      description(withMapping({ cat: "https://host/cat.yaml" })),
      "https://host/cat.yaml",
    ],
    ["a discriminator's file", description(withMapping({ cat: "/etc/passwd" })), "/etc/passwd"],
    [
      "a discriminator's relative file",
      description(withMapping({ cat: "../cat.yaml" })),
      "../cat.yaml",
    ],
    [
      "a dynamic reference",
      description({ $dynamicRef: "http://127.0.0.1:1/x#a" }),
      "http://127.0.0.1:1/x#a",
    ],
  ];
  it.each(elsewhere)("%s is refused by name", (_, text, named) => {
    expect(() => checkDescription(text, "x.json")).toThrow(
      `x.json refers to another document: ${named} (in #/`,
    );
  });

  const within: [what: string, text: string][] = [
    [
      "a discriminator that names schemas",
      description(withMapping({ cat: "#/components/schemas/Cat", dog: "Dog" })),
    ],
    ["an example that is a URL", description({ type: "string", example: "https://host/x" })],
    ["a property that is called $ref", description({ properties: { $ref: { type: "string" } } })],
    [
      "a local reference in an example, to nothing",
      description({ example: { $ref: "#/nothing" } }),
    ],
  ];
  it.each(within)("%s is accepted", (_, text) => {
    expect(checkDescription(text, "x.json").openapi).toBe("3.1.0");
  });
});

describe("a description of several files", () => {
  const several = {
    "api.yaml": `openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /a: { $ref: "paths/a.yaml" }
components:
  schemas:
    Pet: { $ref: "./schemas/pet.yaml#/Pet" }
`,
    "paths/a.yaml": `get:
  operationId: getA
  responses:
    "200":
      description: ok
      content: { application/json: { schema: { $ref: "../schemas/pet.yaml#/Pet" } } }
`,
    "schemas/pet.yaml": `Pet: { type: object, properties: { name: { type: string }, owner: { $ref: "#/Owner" } } }
Owner: { type: object, properties: { id: { type: string } } }
`,
  };

  async function folderOf(files: Record<string, string>): Promise<string> {
    const root = await temporaryFolder();
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return root;
  }

  const read = (cwd: string, file: string) => {
    const world = fakeWorld({ cwd });
    return readNewDescription(world, file, () => findTools(world));
  };

  it("becomes one document without external references", async () => {
    const root = await folderOf(several);
    const { text, document } = await read(root, "api.yaml");
    expect(parse(text)).toEqual(document);
    expect(text).not.toContain(".yaml");
    expect(document).toMatchObject({
      paths: { "/a": { get: { operationId: "getA" } } },
      components: { schemas: { Owner: { type: "object" } } },
    });
  });

  /** The folder `in` with a description whose `pet.yaml` has this reference, beside a file outside of it. */
  const folderWithReference = (to: string) =>
    folderOf({
      "secret.yaml": "Pet: { type: string }",
      ...Object.fromEntries(Object.entries(several).map(([path, text]) => [`in/${path}`, text])),
      "in/schemas/pet.yaml": `Pet: { $ref: "${to}#/Pet" }`,
    });

  it("must not refer to a file outside of its folder", async () => {
    const root = await folderWithReference("../../secret.yaml");
    await expect(read(root, "in/api.yaml")).rejects.toThrow(
      "schemas/pet.yaml refers to another document: ../../secret.yaml#/Pet",
    );
  });

  it("must not refer to a link that leads outside of its folder", async () => {
    const root = await folderWithReference("link.yaml");
    await symlink(join(root, "secret.yaml"), join(root, "in/schemas/link.yaml"));
    await expect(read(root, "in/api.yaml")).rejects.toThrow("link.yaml#/Pet");
  });

  it("must not refer to a URL, which is never requested", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.end("Pet: { type: string }");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pet.yaml`;
    const root = await folderOf({
      ...several,
      "schemas/pet.yaml": `Pet: { type: object, example: { $ref: "${address}#/Pet" } }`,
    });
    await expect(read(root, "api.yaml")).rejects.toThrow(
      `schemas/pet.yaml refers to another document: ${address}#/Pet`,
    );
    expect(asked).toEqual([]);
  });

  it("names a missing file and the file that refers to it", async () => {
    const root = await folderOf({ ...several, "paths/a.yaml": 'get: { $ref: "gone.yaml" }' });
    await expect(read(root, "api.yaml")).rejects.toThrow(
      "paths/a.yaml refers to paths/gone.yaml, which could not be read",
    );
  });
});
