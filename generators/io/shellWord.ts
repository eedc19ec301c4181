/**
 * A word that a shell reads as it is: in quotes if it contains more than letters, digits and similar characters.
 * Single quotes in a POSIX shell, where double quotes would expand `$` and backquotes; double quotes on Windows.
 */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return /^[\w@%+=:,./\\~-]+$/.test(word) ? word : `"${word}"`;
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
