import type { LocalPlatform } from "@metrics-project/runtime/platform";

export type Platform = LocalPlatform;

// biome-ignore lint/suspicious/noExplicitAny: tests read JSON of many shapes
export type Json = any;

/** A GET of the API: its status and its body. */
export async function ask(platform: Platform, path: string, token = platform.token) {
  const response = await fetch(`${platform.apiURL}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as Json };
}
