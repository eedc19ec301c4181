import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { compareLogTypes } from "../../generators/commands/generate/compareLogTypes.js";
import { starterMetric } from "../../generators/logs/scaffold/starterMetric.js";
import { topicNames } from "../../generators/logs/scaffold/topicNames.js";
import { inferType } from "../../generators/logs/types/inferType.js";
import { jsonSchemaTypes } from "../../generators/logs/types/jsonSchemaTypes.js";
import { omgIdlTypes } from "../../generators/logs/types/omgIdlTypes.js";
import {
  identifiersFor,
  renderTypes,
  type TopicTypes,
} from "../../generators/logs/types/renderTypes.js";
import { ros2IdlTypes, rosTypes } from "../../generators/logs/types/rosTypes.js";
import { tableTypes, ulogTypes } from "../../generators/logs/types/tableTypes.js";
import { typesOfLogs } from "../../generators/logs/types/typesOfLogs.js";
import { temporaryFolder } from "../temporary.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const fixture = (path: string) => join(repository, "test/fixtures/logs", path);

/** Names and comments that would become code if they were written as they are. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it must not become one
const evil = "/a\"b`${process.exit(1)}'*/ } export const owned = 1; //\u2028";

function render(topics: readonly TopicTypes[]): string {
  return renderTypes(topics, "// head").text;
}

/** The errors of TypeScript's parser, and what the text declares. */
function parsed(text: string): { errors: number; names: string[] } {
  const file = ts.createSourceFile("messages.ts", text, ts.ScriptTarget.Latest, true);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: unknown[] };
  const names = file.statements.flatMap((statement) =>
    ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
      ? [statement.name.text]
      : ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText())
        : ["something else"],
  );
  return { errors: parseDiagnostics.length, names };
}

const fix = `# How good a fix is.

uint8 NO_FIX=0   # none at all
int64 BIG=9007199254740993
# Where it was,
# in degrees.
float64 latitude
uint64 count  # of satellites
float32[] errors
uint8[16] key
bool[2] flags
builtin_interfaces/Time stamp
geometry_msgs/Point[] points
================================================================================
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
================================================================================
MSG: geometry_msgs/Point
float64 x`;

describe("types of a log's messages", () => {
  it("have the comments, constants and exact kinds of a ROS schema", async () => {
    const types = await rosTypes("my_msgs/msg/Fix", fix, 2);
    const text = render([{ topic: "/fix", type: "my_msgs/msg/Fix", ...types }]);
    expect(text).toContain(`/**
 * my_msgs/Fix
 *
 * How good a fix is.
 */
export interface Fix {
  /**
   * Where it was,
   * in degrees.
   */
  latitude: number;
  /**
   * of satellites
   * uint64
   */
  count: bigint;
  errors: Float32Array;
  /** 16 elements */
  key: Uint8Array;
  /** 2 elements */
  flags: boolean[];
  stamp: { sec: number; nanosec: number };
  points: Point[];
}`);
    expect(text).toContain(`export const Fix = {
  /** none at all */
  NO_FIX: 0,
  BIG: 9007199254740993n,
} as const;`);
    expect(text).toContain('  "/fix": Fix;');
    expect(text).toContain('  "my_msgs/msg/Fix": Fix;');
  });

  it("come from IDL, from ULog, from JSON schemas and from samples", async () => {
    const idl =
      "module my_msgs { module msg { struct Gap { double width; int64 ticks; sequence<float> all; }; }; };";
    const topics: TopicTypes[] = [
      {
        topic: "/ros2idl",
        type: "my_msgs/msg/Gap",
        ...(await ros2IdlTypes("my_msgs/msg/Gap", idl)),
      },
      {
        topic: "/omgidl",
        type: "my_msgs::msg::Gap",
        ...(await omgIdlTypes("my_msgs::msg::Gap", idl)),
      },
      {
        topic: "esc",
        type: "esc",
        ...ulogTypes(
          "esc",
          "esc:uint64_t timestamp;inner[2] all;char[8] name;uint8_t[3] _padding0;\ninner:float x;",
        ),
      },
      {
        topic: "/json",
        type: "Pose",
        ...jsonSchemaTypes(
          "Pose",
          JSON.stringify({
            type: "object",
            required: ["x"],
            properties: {
              x: { type: "number", description: "Meters" },
              tags: { type: "array", items: { type: "string" } },
              inner: { $ref: "#/definitions/Inner" },
            },
            definitions: { Inner: { type: "object", properties: { ok: { type: "boolean" } } } },
          }),
        ),
      },
      { topic: "samples", type: "", types: [], root: inferType([{ a: 1, b: "x" }, { a: 2n }]) },
      {
        topic: "table",
        type: "",
        ...tableTypes(
          "table",
          [
            { name: "t [s]", kind: "number" },
            { name: "big", kind: "bigint" },
          ],
          { emptyStrings: true },
        ),
      },
    ];
    const text = render(topics);
    expect(parsed(text).errors).toBe(0);
    for (const part of [
      "  width: number;",
      "  ticks: bigint;",
      "  all: Float32Array;",
      "  all: Inner[];",
      "  name: string;",
      "  /** Meters */\n  x: number;",
      "  tags?: string[] | undefined;",
      "  ok?: boolean | undefined;",
      "    a: number | bigint;\n    b?: string | undefined;",
      '  "t [s]": number;',
      "  big: bigint | undefined;",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("_padding");
  });

  it("distinguish two types with the same name", () => {
    const names = identifiersFor([
      "a/msg/Pose",
      "b/msg/Pose",
      "c/Twist",
      "LogMessages",
      "///",
      "***",
    ]);
    expect(names.get("a/msg/Pose")).toBe("APose");
    expect(names.get("b/msg/Pose")).toBe("BPose");
    expect(names.get("c/Twist")).toBe("Twist");
    expect(new Set(names.values()).size).toBe(6);
    expect(names.get("LogMessages")).not.toBe("LogMessages");
  });

  it("are never code, for any topics, types, fields and comments", async () => {
    const root = { kind: "message", name: evil } as const;
    const types = [
      {
        name: evil,
        comment: evil,
        fields: [{ name: evil, comment: evil, type: { kind: "plain", name: "number" } as const }],
        constants: [{ name: evil, value: evil, comment: evil }],
      },
    ];
    const topic: TopicTypes = { topic: evil, type: evil, root, types };
    const { errors, names } = parsed(render([topic]));
    expect(errors).toBe(0);
    expect(names).not.toContain("owned");
    expect(names).not.toContain("something else");
    const own = topicNames([evil]).get(evil);
    if (own === undefined) throw new Error("the topic has no names");
    const starter = await starterMetric(topic, undefined, { ...own, label: evil }, new Map());
    const file = ts.createSourceFile("metric.ts", starter.text, ts.ScriptTarget.Latest, true);
    expect((file as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]);
    expect(starter.text).not.toMatch(/^\s*export const owned/m);
  });

  it("compile, and match the values that reading returns", async () => {
    const folder = await temporaryFolder();
    const warn = (message: string) => {
      throw new Error(message);
    };
    const { signal } = new AbortController();
    const topics = [
      ...(await typesOfLogs(fixture("rosbag1/run-lz4.bag"), { signal, warn })),
      ...(await typesOfLogs(fixture("parquet/table-zstd.parquet"), { signal, warn })),
    ];
    await mkdir(join(folder, "src"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "src/messages.ts"), render(topics));
    await writeFile(
      join(folder, "src/use.ts"),
      `import type { LogMessages } from "./messages.ts";
export const stamp = (m: LogMessages["/odom"]): number => m.header.stamp.nsec;
export const covariance = (m: LogMessages["nav_msgs/Odometry"]): Float64Array => m.pose.covariance;
export const count = (m: LogMessages["table-zstd"]): bigint | undefined => m.count;
// @ts-expect-error there is no such field
export const wrong = (m: LogMessages["/odom"]): number => m.pose.nothing;
`,
    );
    const program = ts.createProgram([join(folder, "src/use.ts")], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: [],
    });
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
    expect(messages).toEqual([]);
  });
});

describe("the change report of log types", () => {
  const before = render([
    {
      topic: "/a",
      type: "A",
      ...tableTypes(
        "A",
        [
          { name: "x", kind: "number" },
          { name: "y", kind: "number" },
        ],
        { emptyStrings: true },
      ),
    },
    {
      topic: "/b",
      type: "B",
      ...tableTypes("B", [{ name: "z", kind: "number" }], { emptyStrings: true }),
    },
  ]);
  const after = render([
    {
      topic: "/a",
      type: "A",
      ...tableTypes(
        "A",
        [
          { name: "x", kind: "string" },
          { name: "w", kind: "number" },
        ],
        { emptyStrings: true },
      ),
    },
  ]);

  it("names missing, changed and new fields of the new log", () => {
    const changes = compareLogTypes(ts, before, after);
    expect(changes.map(({ where, kind, verdict }) => `${where} ${kind} ${verdict}`)).toEqual([
      "logs A.x changed breaking",
      "logs A.y removed breaking",
      "logs B removed breaking",
      "logs LogTopics./b removed breaking",
      "logs LogMessages.B removed breaking",
      "logs A.w added compatible",
    ]);
    expect(changes.find(({ where }) => where === "logs B")?.keys).toEqual(["logs#B", "logs#B.z"]);
    expect(compareLogTypes(ts, before, before)).toEqual([]);
  });
});
