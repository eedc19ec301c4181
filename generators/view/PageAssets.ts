/** A build of plotly.js, ready to embed in a page. */
export interface PlotlyAsset {
  /** The minified script, gzipped. */
  readonly gzip: Uint8Array;
  /** SHA-256 of the script itself in base64, for the page's Content-Security-Policy. */
  readonly sha256: string;
}

/**
 * The parts of a page other than its data: megabytes that an image does not need, so
 * create-metrics-project includes them. In its dist/view, they are page.js, page.css,
 * plotly-basic.js.gz, plotly-full.js.gz and plotly.json, which contains the checksums.
 * `metrics-project view` reads them itself.
 */
export interface PageAssets {
  /** The script that draws the page. */
  readonly script: string;
  readonly style: string;
  /** `basic` draws all our charts; `full` also draws all plotly figures. */
  readonly plotly: { readonly basic: PlotlyAsset; readonly full: PlotlyAsset };
}
