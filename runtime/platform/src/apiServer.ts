import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { canonicalUUID } from "@metrics-project/runtime";
import formats from "ajv-formats";
import { type Context, OpenAPIBackend, type Request } from "openapi-backend";
import { completeAnswer } from "./completeAnswer.js";
import type { DescribedOperations } from "./describedOperations.js";
import type { FaultInjector } from "./faultInjector.js";
import type { RequestFault } from "./faults.js";
import { limitedPageSize, withListFaults } from "./listFaults.js";
import { OperationMatcher } from "./operationMatcher.js";
import type { Operations } from "./operations/operation.js";
import { type Reply, sendFault, sendReply } from "./reply.js";
import { badRequest, RequestError } from "./requestErrors.js";
import type { RequestCounter } from "./statistics.js";

/** Path of the API on its server. */
export const apiRoot = "/v1";

interface Answer {
  status: number;
  body?: unknown;
}

/** An entry of the table of operations, without the types of its operation. */
type AnyOperation = (request: { path: unknown; query: unknown; body: unknown }) => unknown;

/**
 * The API server. Checks requests against the API description (400 with the reason), and responses,
 * too. An invalid response is a defect of this platform and becomes a 500. A response that lacks
 * required fields of a foreign API description is completed first.
 */
export async function createApiServer(
  operations: Operations,
  { document, pathLists, securitySchemes, operationIDs, isForeign }: DescribedOperations,
  token: string,
  { faults, counter }: { faults: FaultInjector; counter: RequestCounter },
): Promise<Server> {
  const hasToken = (context: Context) => header(context, "authorization") === `Bearer ${token}`;
  const api = new OpenAPIBackend({
    definition: document,
    apiRoot,
    quick: true,
    coerceTypes: true,
    // The description has its own tests: validating it against JSON Schema at every start takes longer
    // than everything else that the first requests wait for.
    ajvOpts: { strict: false, validateSchema: false },
    customizeAjv: (ajv) => {
      formats.default(ajv);
      return ajv;
    },
    securityHandlers: Object.fromEntries(securitySchemes.map((name) => [name, hasToken])),
  });
  const refusals: Record<string, (context: Context) => Answer> = {
    notFound: (context) => failure(404, `There is no ${context.request.path} in this API`),
    methodNotAllowed: (context) => failure(405, `${context.request.method} is not allowed here`),
    unauthorizedHandler: () => failure(401, "The bearer token is missing or wrong"),
    validationFail: (context) => failure(400, explain(context)),
    notImplemented: ({ operation }) =>
      failure(501, `The local platform does not serve ${operation.operationId}`),
  };
  for (const [name, handler] of Object.entries(refusals)) api.register(name, handler);
  for (const [operationID, operation] of Object.entries(operations) as [string, AnyOperation][]) {
    // An older description lacks some operations.
    if (!operationIDs.has(operationID)) continue;
    const lists = pathLists.get(operationID) ?? [];
    api.register(operationID, async (context: Context): Promise<Answer> => {
      try {
        const { params, query } = (context.validation as Validated).coerced ?? context.request;
        const path = splitLists({ ...params }, lists);
        const { method, url } = context.request as FaultyContext;
        const wrong = faults.listFaults({ method, url, operation: operationID });
        const { pageSize, pageToken } = (query ?? {}) as Record<string, unknown>;
        const limit = limitedPageSize(pageSize, wrong);
        const asked = limit === undefined ? query : { ...(query as object), pageSize: limit };
        const body = await operation({ path, query: asked, body: context.request.requestBody });
        const right = checked(api, context, body, isForeign);
        if (wrong.length === 0) return right;
        return { ...right, body: withListFaults(right.body, wrong, pageToken) };
      } catch (error) {
        if (error instanceof RequestError) return failure(error.status, error.message);
        return failure(500, `The local platform failed: ${String(error)}`);
      }
    });
  }
  await api.init();
  const matcher = new OperationMatcher(document, apiRoot);
  return createServer((request, response) => {
    counter.begin("api", response);
    const { method = "GET", url = "/" } = request;
    const [path = "/", query = ""] = url.split(/\?(.*)/s);
    const operation = matcher.find(method, path);
    counter.countCall(operation, query);
    if (faults.countRequest()) return;
    const respond = async () => {
      const text = await readBody(request);
      const fault = await faults.beforeAnswer({ method, url, operation });
      if (sendFault(response, fault)) return;
      const described = { method, path, query, headers: headersOf(request), url };
      const whole = text === "" ? described : { ...described, body: text };
      await send(response, (await api.handleRequest(whole)) as Answer, fault);
    };
    respond().catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else void send(response, failure(500, String(error)), undefined);
    });
  });
}

/** openapi-backend's result. Its types omit the coerced request. */
interface Validated {
  coerced?: { params?: Record<string, unknown>; query?: unknown };
}

/** A request with its path and query, as it was received. */
interface FaultyContext extends Request {
  url?: string;
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString("utf8");
}

/** @throws RequestError 400 for an entry that is not a UUID: every such list holds IDs */
function splitLists(
  params: Record<string, unknown>,
  lists: readonly string[],
): Record<string, unknown> {
  for (const name of lists) {
    const entries = decodeURIComponent(String(params[name])).split(",");
    const wrong = entries.find((entry) => canonicalUUID(entry) !== entry.toLowerCase());
    if (wrong !== undefined) throw badRequest(`${name}: ${JSON.stringify(wrong)} is not a UUID`);
    params[name] = entries.map((entry) => entry.toLowerCase());
  }
  return params;
}

/** The success response that the description defines for the operation, or 500 if the response does not match it. */
function checked(
  api: OpenAPIBackend,
  context: Context,
  written: unknown,
  isForeign: boolean,
): Answer {
  const { operation } = context;
  const status = Object.keys(operation.responses ?? {}).find((code) => code.startsWith("2"));
  if (written === undefined) return { status: Number(status) };
  const body = isForeign ? completeAnswer(schemaOf(operation, status), written) : written;
  const { errors } = api.validateResponse(body, operation, Number(status));
  if (!errors) return { status: Number(status), body };
  const where = errors.map((error) => `${error.instancePath} ${error.message}`).join("; ");
  return failure(
    500,
    `The local platform's response to ${operation.operationId} is invalid: ${where}`,
  );
}

/** The schema of a response, with its references resolved. */
function schemaOf(operation: Context["operation"], status: string | undefined): unknown {
  const response = operation.responses?.[status ?? ""] as
    | { content?: Record<string, { schema?: unknown }> }
    | undefined;
  return response?.content?.["application/json"]?.schema;
}

function explain(context: Context): string {
  const errors = context.validation.errors ?? [];
  return errors
    .map(({ instancePath, message, params }) => {
      const extra = (params as { additionalProperty?: string }).additionalProperty;
      const named = extra === undefined ? "" : ` (${extra})`;
      return `${instancePath.slice(1).replaceAll("/", " ")} ${message ?? "is wrong"}${named}`.trim();
    })
    .join("; ");
}

function header(context: Context, name: string): string | undefined {
  return [context.request.headers[name]].flat()[0];
}

function failure(status: number, message: string): Answer {
  return { status, body: { message } };
}

async function send(
  response: ServerResponse,
  { status, body }: Answer,
  fault: RequestFault | undefined,
): Promise<void> {
  const bytes = Buffer.from(body === undefined ? "" : JSON.stringify(body));
  const headers: Reply["headers"] =
    bytes.length === 0 ? {} : { "content-type": "application/json" };
  await sendReply(response, { status, headers, body: bytes }, fault);
}
