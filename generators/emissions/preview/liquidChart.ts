import type { PlotlyFigure } from "@metrics-project/runtime";
import type { Liquid } from "./previewTools.js";
import { plain, type QueryResult } from "./QueryResult.js";
import { NotPreviewable, RefusedQuery } from "./trinoSql.js";

/** Templates by their file name: what stands in the config's folder of templates, and nothing else. */
export type Templates = ReadonlyMap<string, string>;

/** Filters that the preview's Liquid has and the platform's does not. */
const foreignFilters = ["json", "jsonify", "inspect", "raw"];
/** Milliseconds, and characters, that rendering may take. */
const limits = { renderLimit: 5000, parseLimit: 1_000_000, memoryLimit: 50_000_000 };

/** Renders custom templates to plotly figures. A template includes no others than those it was given. */
export class LiquidCharts {
  readonly #engine: InstanceType<Liquid["Liquid"]>;
  readonly #templates: Templates;

  constructor(liquid: Liquid, templates: Templates) {
    this.#templates = templates;
    this.#engine = new liquid.Liquid({
      templates: Object.fromEntries(templates),
      strictFilters: true,
      ownPropertyOnly: true,
      ...limits,
    });
    for (const name of foreignFilters) {
      this.#engine.registerFilter(name, () => {
        throw new Error(`the platform's Liquid has no filter "${name}"`);
      });
    }
  }

  /**
   * The figure that a template makes of a result, whose columns are lists by their names.
   * @throws RefusedQuery where there is no such template, it fails, or what it prints is no figure
   */
  async render(file: string, result: QueryResult): Promise<PlotlyFigure> {
    const source = this.#templates.get(file);
    if (source === undefined) {
      throw new RefusedQuery(`there is no template ${file} in the folder of templates`);
    }
    const values = Object.fromEntries(
      result.names.map((name, at) => [name, result.columns[at]?.map(plain) ?? []]),
    );
    let text: string;
    try {
      text = String(await this.#engine.parseAndRender(source, values));
    } catch (error) {
      throw explain(file, error);
    }
    return figureOf(file, text);
  }
}

function figureOf(file: string, text: string): PlotlyFigure {
  let figure: unknown;
  try {
    figure = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RefusedQuery(`${file} must print a plotly figure as JSON, but ${reason}`);
  }
  if (
    typeof figure !== "object" ||
    figure === null ||
    !("data" in figure) ||
    !Array.isArray(figure.data)
  ) {
    throw new RefusedQuery(
      `${file} must print { "data": […], "layout": {…} }, got ${text.slice(0, 60)}`,
    );
  }
  return figure as PlotlyFigure;
}

function explain(file: string, error: unknown): Error {
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  const reason = message.replace(/, file:\S*/, "");
  const tag = /tag "([^"]+)" not found/.exec(reason)?.[1];
  if (tag !== undefined) return new NotPreviewable(`the Liquid tag ${tag} in ${file}`);
  const filter = /undefined filter: (\S+)/.exec(reason)?.[1];
  if (filter !== undefined) return new NotPreviewable(`the Liquid filter ${filter} in ${file}`);
  if (/ENOENT/.test(reason)) {
    return new RefusedQuery(
      `${file} includes a file that is not in the folder of templates: ${reason}`,
    );
  }
  if (/limit exceeded/.test(reason)) {
    return new RefusedQuery(`${file} takes too long, or prints too much: ${reason}`);
  }
  return new RefusedQuery(`${file} fails: ${reason}`);
}
