import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { PlotlyAsset } from "./PageAssets.js";

/** What an HTML page of ours is made of. */
export interface HTMLPage {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly plotly: PlotlyAsset;
  /** plotly's WebGL traces compile functions; our own charts do without. */
  readonly compiles: boolean;
  /** The page listens to the server that it comes from. */
  readonly reload: boolean;
  /** What the script needs first, as JSON: the block `page-data`. */
  readonly data: unknown;
  /** Blocks of bytes before the script, by ID: it can read them as it starts. */
  readonly early?: Blocks;
  /** Blocks of bytes behind the script, by ID. */
  readonly blocks: Blocks;
}

type Blocks = readonly (readonly [id: string, bytes: Uint8Array])[];

/**
 * One page that needs no network. Its own data come first, then the script, which starts while the browser still reads
 * the rest.
 */
export function htmlPage(page: HTMLPage): string {
  const { title, style, script, plotly, compiles, reload, data, early = [], blocks } = page;
  const all = (list: Blocks) => list.map(([id, bytes]) => block(id, bytes)).join("\n");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(script)}' 'sha256-${plotly.sha256}'${compiles ? " 'unsafe-eval'" : ""}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "media-src blob:",
    "font-src data:",
    `connect-src ${reload ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHTML(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This page draws its charts with JavaScript; it needs no network.</noscript>
<div id="app"></div>
${block("page-data", new TextEncoder().encode(JSON.stringify(data)))}
${all(early)}
<script type="text/plain" id="plotly">${base64(plotly.gzip)}</script>
<script>${script}</script>
${all(blocks)}
</body>
</html>
`;
}

/** Bytes in the page, under an ID. */
function block(id: string, bytes: Uint8Array): string {
  return `<script type="text/plain" id="${id}">${base64(gzipSync(bytes))}</script>`;
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
