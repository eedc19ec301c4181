import { readdir, readFile } from "node:fs/promises";
import { dirname, join, posix, relative } from "node:path";
import { slashed } from "../../io/slashed.js";

/**
 * The links of a built site to a missing page or anchor. VitePress itself checks
 * pages only, not anchors.
 *
 * @param base the base path of the published site, with slashes at both ends
 */
export async function deadLinks(site: string, base: string): Promise<string[]> {
  const names = await readdir(site, { recursive: true });
  const files = new Set(names.map((name) => slashed(name)));
  const pages = new Map<string, string>();
  for (const file of files) {
    if (file.endsWith(".html")) pages.set(file, await readFile(join(site, file), "utf8"));
  }
  const anchors = new Map([...pages].map(([file, html]) => [file, anchorsOf(html)]));
  const dead: string[] = [];
  for (const [file, html] of pages) {
    for (const link of new Set(linksOf(html))) {
      const [path = "", anchor = ""] = link.split("#");
      const to = path === "" ? file : pathOf(file, path, base);
      const isDead =
        !files.has(to) || (anchor !== "" && anchors.get(to)?.has(decode(anchor)) === false);
      if (isDead) dead.push(`${relative(site, join(site, file))}: ${link}`);
    }
  }
  return dead;
}

function pathOf(from: string, path: string, base: string): string {
  const inside = path.startsWith(base) ? path.slice(base.length) : path;
  const to = decode(path.startsWith("/") ? inside : posix.join(dirname(from), path));
  return to === "" || to === "." || to.endsWith("/") ? posix.join(to, "index.html") : to;
}

/** If an anchor cannot be decoded, it is used unchanged. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/<a [^>]*?href="([^"]*)"/g)]
    .map(([, link = ""]) => link.replaceAll("&amp;", "&"))
    .filter((link) => !/^[a-z]+:/.test(link));
}

function anchorsOf(html: string): Set<string> {
  return new Set(
    [...html.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id.replaceAll("&amp;", "&")),
  );
}
