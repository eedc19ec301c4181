/** Everything between the slashes of a URL and its host, up to the last @ before a path. */
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/{1,2})[^/\s"'<>]*@/gi;

/** The string without users and passwords in URLs, even in malformed ones. */
export function withoutCredentials(text: string): string {
  return text.replace(userInfo, "$1");
}
