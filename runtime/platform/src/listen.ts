import type { Server } from "node:http";
import { ConfigError } from "@metrics-project/runtime";

/**
 * Starts a server and returns its port.
 * @param port 0 for any free port
 * @throws ConfigError if the port is in use, or the host is not an address of this machine
 */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(explain(cause, port, host)));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function explain(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  if (cause.code === "EADDRINUSE") {
    return new ConfigError(`Port ${port} of ${host} is in use`, {
      cause,
      hint: "Stop the program that listens there, or omit the port to get a free one.",
    });
  }
  return new ConfigError(`The platform cannot listen on ${host}:${port}: ${cause.message}`, {
    cause,
    hint: "Use a host name or address of this machine, such as 127.0.0.1.",
  });
}

/** Closes a server, and the connections that clients keep open. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
