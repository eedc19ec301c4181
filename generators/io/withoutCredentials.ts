/** What stands between the slashes of an address and its host, up to the last @ before a path. */
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/{1,2})[^/\s"'<>]*@/gi;

/** A text in which no address shows its user or password, well-formed or not. */
export function withoutCredentials(text: string): string {
  return text.replace(userInfo, "$1");
}
