import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/**
 * Settings for reaching registries. Install settings (`omit`, `package-lock`) apply to the project's own packages only.
 */
const ofRegistries =
  /^\s*(\/\/|@[^:]+:registry\b|registry\b|(https?-)?proxy\b|noproxy\b|ca(file)?\b|cert\b|key\b|strict-ssl\b|replace-registry-host\b|always-auth\b|local-address\b|fetch-)/;

/** Paths, which npm resolves against the folder that it runs in. */
const path = /^(\s*(?:cafile|\/\/\S*:(?:cert|key)file)\s*=\s*)([^\s"'$~].*?)\s*$/;

/**
 * The settings for registries, tokens and proxies in the .npmrc of the project in `folder`, readable from any folder.
 * Reads the project's file, or the nearest in a parent folder within its repository. Undefined if there is none; npm
 * finds the user's .npmrc itself.
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
