import type { PlotlyFigure } from "@metrics-project/runtime";
import type { Liquid } from "./previewTools.js";
import { plain, type QueryResult } from "./QueryResult.js";
import { NotPreviewable, RefusedQuery } from "./trinoSql.js";

/** Templates by file name, from the config's templates folder only. */
export type Templates = ReadonlyMap<string, string>;

/** Filters of the preview's Liquid that the platform's does not have. */
const foreignFilters = ["json", "jsonify", "inspect", "raw"];
/** Maximum time of rendering in milliseconds, and maximum characters. */
const limits = { renderLimit: 5000, parseLimit: 1_000_000, memoryLimit: 50_000_000 };

/** Renders custom templates to plotly figures. A template can include only the given ones. */
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
   * Renders a result as a figure. The template receives the columns as lists, by name.
   * @throws RefusedQuery if the template does not exist, fails, or does not print a figure
   */
  async render(file: string, result: QueryResult): Promise<PlotlyFigure> {
    const source = this.#templates.get(file);
    if (source === undefined) {
      throw new RefusedQuery(`template not found in the templates folder: ${file}`);
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
      `${file} includes a file that is not in the templates folder: ${reason}`,
    );
  }
  if (/limit exceeded/.test(reason)) {
    return new RefusedQuery(`${file} takes too long, or its output is too large: ${reason}`);
  }
  return new RefusedQuery(`${file} failed: ${reason}`);
}
