import { writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  checkDescription,
  largestDescription,
} from "../../generators/commands/generate/checkDescription.js";
import { downloadDescription } from "../../generators/commands/generate/downloadDescription.js";
import { readNewDescription } from "../../generators/commands/generate/readNewDescription.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

/** Whole descriptions, and refused ones, need no tools. */
const noTools = () => Promise.reject(new Error("tools were asked for"));

const good = `openapi: 3.0.2
info: { title: A, version: "1" }
paths:
  /a: { get: { operationId: a, responses: { "200": { description: ok } } } }
`;

describe("a description that cannot be used", () => {
  const rows: [what: string, text: string, message: RegExp][] = [
    ["YAML that does not parse", `${good}  - : [`, /^x\.yaml:\d+ is not valid YAML/],
    ["a tab in YAML", "openapi: 3.0.2\npaths:\n\t/a: {}", /^x\.yaml:3 is not valid YAML/],
    ["OpenAPI 2", 'swagger: "2.0"\npaths: {}', /Swagger\/OpenAPI 2\.0/],
    ["OpenAPI 4", "openapi: 4.0.0\npaths: {}", /uses OpenAPI 4\.0\.0/],
    ["something without a version", "a: 1", /has no OpenAPI version/],
    ["an HTML page", "<!DOCTYPE html>\n<html></html>", /is an HTML page/],
    ["plain text", "Not found", /is not an OpenAPI description/],
    ["an empty file", "", /is not an OpenAPI description/],
    ["a list", "- a", /is not an OpenAPI description/],
    ["no paths", "openapi: 3.0.2\npaths: {}", /has no operations/],
    [
      "a dangling reference",
      good.replace("description: ok", "$ref: '#/components/responses/lost'"),
      /refers to #\/components\/responses\/lost, which does not exist \(in #\/paths\/\/a\/get/,
    ],
    [
      "a reference to another file",
      good.replace("description: ok", "$ref: 'other.yaml#/a'"),
      /refers to another document: other\.yaml#\/a/,
    ],
    [
      "aliases that expand to gigabytes",
      `${good}x: &a [1,1,1,1,1,1,1,1,1,1]\ny: &b [${"*a,".repeat(40)}*a]\nz: [${"*b,".repeat(60)}*b]`,
      /cannot read .*: Excessive alias count/,
    ],
    [
      "an alias to a node that contains it",
      `${good}x: &a { b: { c: *a } }`,
      /^x\.yaml contains itself: an alias in #\/x\/b\/c refers to a node that contains the alias/,
    ],
    [
      "JSON of 6,000 levels",
      `{ "openapi": "3.0.2", "a": ${"[".repeat(6000)}${"]".repeat(6000)} }`,
      /^x\.yaml is nested deeper than 250 levels \(in #\/a\/0\/0/,
    ],
    [
      "YAML of 6,000 levels",
      `${good}a: ${"[".repeat(6000)}${"]".repeat(6000)}`,
      /^x\.yaml is nested deeper than 250 levels/,
    ],
    ["50 MB", `${good}#${" ".repeat(50_000_000)}`, /is larger than 5 MB \(50 MB\)/],
  ];
  it.each(rows)("%s", (_, text, message) => {
    expect(() => checkDescription(text, "x.yaml")).toThrow(message);
  });

  it.each(["3.0.2", "3.1.0"])("does not include OpenAPI %s", (version) => {
    expect(checkDescription(good.replace("3.0.2", version), "x").openapi).toBe(version);
  });

  it("does not include JSON", () => {
    const document = checkDescription(good, "x.yaml");
    expect(checkDescription(JSON.stringify(document), "x")).toEqual(document);
  });
});

describe("--openapi", () => {
  it("reads a file", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "a.yaml"), good);
    const { text } = await readNewDescription(fakeWorld({ cwd }), "a.yaml", noTools);
    expect(text).toBe(good);
  });

  it.each([
    ["a missing file", "b.yaml", "cannot read b.yaml: no such file"],
    ["a folder", ".", "it is a folder"],
  ])("refuses %s", async (_, path, message) => {
    const world = fakeWorld({ cwd: await temporaryFolder() });
    await expect(readNewDescription(world, path, noTools)).rejects.toThrow(message);
  });

  it("reads a URL, follows redirects, and reports them", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/old?token=secret") {
        response.writeHead(302, { location: "/new?token=secret" }).end();
      } else {
        response.end(good);
      }
    });
    const world = fakeWorld();
    const { text } = await readNewDescription(world, `${base}/old?token=secret`, noTools);
    expect(text).toBe(good);
    expect(world.err()).toBe(`${base}/old redirects to ${base}/new\n`);
  });

  const answers: [what: string, listener: RequestListener, message: RegExp][] = [
    ["a 404", (_, response) => response.writeHead(404).end(), /returned status 404/],
    ["a 401", (_, response) => response.writeHead(401).end(), /returned status 401/],
    ["a page", (_, response) => response.end("<html>log in</html>"), /is an HTML page/],
    [
      "a circle of redirects",
      (_, response) => response.writeHead(302, { location: "/again" }).end(),
      /cannot download .*: redirect count exceeded/,
    ],
    ["a connection cut", (_, response) => response.destroy(), /cannot download/],
    [
      "a download without end",
      (_, response) => {
        const chunk = Buffer.alloc(1_000_000, " ");
        const more = () => {
          if (!response.destroyed) response.write(chunk, more);
        };
        more();
      },
      new RegExp(`is larger than ${largestDescription / 1e6} MB`),
    ],
  ];
  it.each(answers)("refuses %s", async (_, listener, message) => {
    const base = await serve(listener);
    const reading = readNewDescription(fakeWorld(), `${base}/api.yaml?key=secret`, noTools);
    const failure = await reading.catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain("secret");
  });

  it("stops waiting for a server that sends too slowly", async () => {
    const base = await serve((_, response) => {
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(timer));
    });
    await expect(downloadDescription(fakeWorld(), `${base}/a.yaml`, 300)).rejects.toThrow(
      /cannot download .*: it did not arrive within 0\.3 s/,
    );
  });

  it("sends the user and password of an address", async () => {
    const asked: (string | undefined)[] = [];
    const base = await serve((request, response) => {
      asked.push(request.headers.authorization);
      response.end(good);
    });
    const address = `${base.replace("//", "//robot:s%40cret@")}/api.yaml`;
    expect((await readNewDescription(fakeWorld(), address, noTools)).text).toBe(good);
    expect(asked).toEqual([`Basic ${Buffer.from("robot:s@cret").toString("base64")}`]);
  });

  it.each([
    "http://robot:s3cret@127.0.0.1:9/api.yaml",
    "http://robot:s3cret@127.0.0.1:99999/api.yaml",
    "http://robot:s3cret/x@127.0.0.1:9/api.yaml",
    "https:/robot:s3cret@example.com/api.yaml",
    "ftp://robot:s3cret@example.com/api.yaml",
    "http://example.com:99999/api.yaml?key=s3cret",
  ])("refuses %s without its secret", async (address) => {
    const failure = await readNewDescription(fakeWorld(), address, noTools).catch(String);
    expect(failure).toMatch(/cannot download|is not an http or https address/);
    expect(failure).not.toContain("s3cret");
  });

  it.each([
    [
      "an address where no server listens",
      "http://127.0.0.1:9/api.yaml",
      /^cannot download http:\/\/127\.0\.0\.1:9\/api\.yaml/,
    ],
    [
      "another protocol",
      "ftp://host/api.yaml",
      /^ftp:\/\/host\/api\.yaml is not an http or https address/,
    ],
  ])("refuses %s", async (_, address, message) => {
    await expect(readNewDescription(fakeWorld(), address, noTools)).rejects.toThrow(message);
  });
});

describe("a description behind a proxy", () => {
  it("is requested from the environment's proxy", async () => {
    const asked: string[] = [];
    const proxy = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.end(good);
    });
    vi.stubEnv("http_proxy", proxy);
    vi.stubEnv("HTTP_PROXY", proxy);
    vi.stubEnv("no_proxy", "");
    vi.stubEnv("NO_PROXY", "");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await readNewDescription(fakeWorld(), "http://api.example.com/api.yaml", noTools);
    expect(asked).toEqual(["http://api.example.com/api.yaml"]);
  });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
