import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { PlotlyAsset } from "./PageAssets.js";

/** The parts of an HTML page. */
export interface HTMLPage {
  readonly title: string;
  readonly code: InlineCode | LinkedCode;
  /** plotly's WebGL traces compile functions; our own charts do not. */
  readonly compiles: boolean;
  /** The page listens to its server. */
  readonly reload: boolean;
  /** The block `page-data`, which the script needs first: an object, or gzipped JSON in base64. */
  readonly data: object | string;
  /** Blocks of bytes before the script, by ID: it can read them as it starts. */
  readonly early?: Blocks;
  /** Blocks of bytes after the script, by ID. */
  readonly blocks: Blocks;
}

/** Style and scripts inside the page, which can then be sent as a single file. */
interface InlineCode {
  readonly style: string;
  readonly script: string;
  readonly plotly: PlotlyAsset;
}

/** Style and scripts that several pages share: URLs relative to the page. */
export interface LinkedCode {
  readonly styleURL: string;
  readonly scriptURL: string;
  readonly plotlyURL: string;
}

type Blocks = readonly (readonly [id: string, bytes: Uint8Array])[];

/**
 * One page that needs no network. Its data come first, then the script, which starts while the browser still reads
 * the rest.
 */
export function htmlPage(page: HTMLPage): string {
  const { title, data, early = [], blocks } = page;
  const all = (list: Blocks) => list.map(([id, bytes]) => block(id, bytes)).join("\n");
  const { style, plotly, script } = codeTags(page.code);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHTML(title)}</title>
${style}
</head>
<body>
<noscript>This page draws its charts with JavaScript; it needs no network.</noscript>
<div id="app"></div>
${typeof data === "string" ? packedBlock("page-data", data) : block("page-data", new TextEncoder().encode(JSON.stringify(data)))}
${all(early)}
${plotly}
${script}
${all(blocks)}
</body>
</html>
`;
}

function policyOf({ code, compiles, reload }: HTMLPage): string {
  // For pages opened from disk, browsers disagree on what "self" matches.
  const own = "'self' file:";
  const scripts =
    "script" in code ? `'sha256-${sha256(code.script)}' 'sha256-${code.plotly.sha256}'` : own;
  return [
    "default-src 'none'",
    `script-src ${scripts}${compiles ? " 'unsafe-eval'" : ""}`,
    `style-src 'unsafe-inline'${"script" in code ? "" : ` ${own}`}`,
    "img-src data: blob:",
    "media-src blob:",
    "font-src data:",
    `connect-src ${reload ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function codeTags(code: InlineCode | LinkedCode): Record<"style" | "plotly" | "script", string> {
  if ("script" in code) {
    return {
      style: `<style>${code.style}</style>`,
      plotly: `<script type="text/plain" id="plotly">${base64(code.plotly.gzip)}</script>`,
      script: `<script>${code.script}</script>`,
    };
  }
  return {
    style: `<link rel="stylesheet" href="${escapeHTML(code.styleURL)}">`,
    plotly: `<script type="text/plain" id="plotly" data-src="${escapeHTML(code.plotlyURL)}"></script>`,
    script: `<script src="${escapeHTML(code.scriptURL)}"></script>`,
  };
}

/** Bytes in the page, under an ID. */
function block(id: string, bytes: Uint8Array): string {
  return packedBlock(id, base64(gzipSync(bytes)));
}

function packedBlock(id: string, packed: string): string {
  return `<script type="text/plain" id="${id}">${packed}</script>`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function escapeHTML(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
