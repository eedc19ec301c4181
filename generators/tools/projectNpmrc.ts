import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/**
 * How to reach registries. What says how to install (`omit`, `package-lock`) is meant for the project's own packages.
 */
const ofRegistries =
  /^\s*(\/\/|@[^:]+:registry\b|registry\b|(https?-)?proxy\b|noproxy\b|ca(file)?\b|cert\b|key\b|strict-ssl\b|replace-registry-host\b|always-auth\b|local-address\b|fetch-)/;

/** Paths, which npm takes from where it runs. */
const path = /^(\s*(?:cafile|\/\/\S*:(?:cert|key)file)\s*=\s*)([^\s"'$~].*?)\s*$/;

/**
 * What the .npmrc of the project in `folder` says of registries, tokens and proxies, as npm can read it anywhere: its
 * own file, or the nearest above within its repository. Undefined where there is none; the user's own npm finds itself.
 */
export async function projectNpmrc(folder: string): Promise<string | undefined> {
  for (let current = folder; current !== homedir(); current = dirname(current)) {
    const text = await readFile(join(current, ".npmrc"), "utf8").catch(() => undefined);
    if (text !== undefined) return relevant(text, current);
    if (existsSync(join(current, ".git")) || dirname(current) === current) return undefined;
  }
  return undefined;
}

function relevant(text: string, folder: string): string {
  const lines = text.split(/\r?\n/).filter((line) => ofRegistries.test(line));
  const absolute = lines.map((line) =>
    line.replace(path, (_, key: string, value: string) => `${key}${resolve(folder, value)}`),
  );
  return `${absolute.join("\n")}\n`;
}
