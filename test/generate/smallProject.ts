import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import type { JsonObject } from "../../generators/client/document.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import type { Layout } from "../../generators/commands/generate/layout.js";
import { renderGenerated } from "../../generators/commands/generate/renderGenerated.js";
import type { Sources } from "../../generators/commands/generate/sources.js";
import type { RenderedFiles } from "../../generators/io/RenderedFiles.js";
import { fakeWorld } from "../cli/fakeWorld.js";

/** An API of which the project below uses robots, and nobody uses crates. */
const description = `openapi: 3.0.2
info: { title: Yard, version: "1" }
paths:
  /robots/{id}:
    get:
      operationId: getRobot
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: verbose, in: query, schema: { type: boolean } }
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { $ref: "#/components/schemas/robot" } } }
        "404": { description: no }
  /crates/{id}:
    get:
      operationId: getCrate
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: verbose, in: query, schema: { type: boolean } }
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { $ref: "#/components/schemas/crate" } } }
components:
  schemas:
    robot: &thing
      type: object
      description: A thing.
      required: [name]
      properties:
        name: { type: string }
        state: { type: string, enum: [IDLE, BUSY] }
        weight: { type: number }
        owner: { type: string, nullable: true }
        unread: { type: string }
    crate: *thing
`;

/** A field of each kind, read in as many ways as there are. */
const code = `import type { components, paths } from "./generated/api/paths.js";
import { Shape } from "./generated/proto/yard/shape.js";

declare const client: {
  GET<P extends keyof paths>(path: P, init: object): Promise<{ data?: components["schemas"]["robot"] }>;
};

export async function main(): Promise<string> {
  const { data } = await client.GET("/robots/{id}", {});
  if (data === undefined) return "";
  const { name, owner } = data;
  const state = data.state ?? "IDLE";
  const weight: number = data["weight"] ?? 0;
  return [name, owner?.length ?? 0, state, weight].join();
}

export function area(shape: Shape): number {
  return shape.width * shape.heightInMm;
}
`;

export const shapeProto = `syntax = "proto3";
package yard;
import "yard/parts/color.proto";
import "google/protobuf/timestamp.proto";
message Shape {
  double width = 1;
  double height_in_mm = 2;
  yard.parts.Color color = 3;
  google.protobuf.Timestamp seen = 4;
}
message Unused { int32 a = 1; }
`;

const colorProto = `syntax = "proto3";
package yard.parts;
enum Color { COLOR_NONE = 0; COLOR_RED = 1; }
`;

const tsconfig = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    module: "ESNext",
    moduleResolution: "Bundler",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    types: [],
    noEmit: true,
  },
  include: ["src"],
};

/** Robots and crates apart: a YAML alias makes them one object. */
export const yardDocument = (): JsonObject =>
  JSON.parse(JSON.stringify(parse(description))) as JsonObject;

export const yardSources = (document = yardDocument(), shape = shapeProto): Sources => ({
  description: { text: stringify(document, { aliasDuplicateObjects: false }), document },
  protos: new Map([
    ["yard/parts/color.proto", colorProto],
    ["yard/shape.proto", shape],
  ]),
});

const yard = yardSources();
/** Rendered once for all tests of a file. */
const rendered = new Map<Sources, Promise<RenderedFiles>>();

/** Writes a project with what is generated from the API above, or another, and returns where everything is. */
export async function writeYard(root: string, main = code, sources = yard): Promise<Layout> {
  const layout: Layout = {
    root,
    openapi: "openapi/platform.yaml",
    protos: "proto",
    generated: "src/generated",
    tsconfig: "tsconfig.json",
    isRuntime: false,
  };
  const rendering =
    rendered.get(sources) ??
    findTools(fakeWorld()).then((tools) => renderGenerated(layout, sources, tools));
  rendered.set(sources, rendering);
  const generated = await rendering;
  const files = new Map<string, string | Uint8Array>([
    ...generated,
    [".metrics-project.json", "{}"],
    ["tsconfig.json", JSON.stringify(tsconfig)],
    ["openapi/platform.yaml", sources.description.text],
    ...[...sources.protos].map(([path, text]): [string, string] => [`proto/${path}`, text]),
    ["src/main.ts", main],
    // What the codecs of a project's own messages import.
    ["node_modules/@bufbuild/protobuf/package.json", wirePackage],
    [
      "node_modules/@bufbuild/protobuf/wire.d.ts",
      "export type BinaryReader = any; export const BinaryReader: any; export type BinaryWriter = any; export const BinaryWriter: any;",
    ],
  ]);
  for (const [path, content] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return layout;
}

const wirePackage = JSON.stringify({
  name: "@bufbuild/protobuf",
  version: "2.17.0",
  exports: { "./wire": { types: "./wire.d.ts" } },
});
