/** A response other than success. Operations throw it. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function badRequest(message: string): RequestError {
  return new RequestError(400, message);
}

export function notFound(what: string, id: string): RequestError {
  return new RequestError(404, `There is no ${what} ${id}`);
}
