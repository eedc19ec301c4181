/** Origin and path of a URL; much faster than URL. */
export function splitURL(url: string): { origin: string; path: string } {
  const host = url.indexOf("//") + 2;
  let end = host;
  for (; end < url.length; end++) {
    const at = url.charCodeAt(end);
    // A slash, a question mark or a hash ends the host.
    if (at === 47 || at === 63 || at === 35) break;
  }
  const origin = url.slice(0, end);
  // URL handles special cases such as user names and unusual characters.
  if (host < 2 || /[@\\%\s]/.test(origin) || /[#\\\s]|[^\x21-\x7e]/.test(url)) {
    const parsed = new URL(url);
    return { origin: parsed.origin, path: parsed.pathname + parsed.search };
  }
  const path = url.slice(end);
  return { origin, path: path.startsWith("/") ? path : `/${path}` };
}
