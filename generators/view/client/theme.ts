type Theme = "light" | "dark";

const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");

/** Follows the system until the user clicks the button; stored if the browser allows it. */
export function initTheme(): void {
  apply(remembered() ?? (system.matches ? "dark" : "light"));
  system.addEventListener("change", () => {
    if (remembered() === undefined) apply(system.matches ? "dark" : "light");
  });
}

export function toggleTheme(): void {
  const theme: Theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // A page opened from a file may have no storage: then the choice is lost with the page.
  }
  apply(theme);
}

export function onTheme(listener: () => void): void {
  listeners.add(listener);
}

/** The value of a custom property in the page's style. */
export function color(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

const seriesColors = 8;

/** Color `i` of series without their own color. */
export function seriesColor(i: number): string {
  return color(`--series-${(i % seriesColors) + 1}`);
}

/** The same for a style, which then follows the theme. */
export function seriesVariable(i: number): string {
  return `var(--series-${(i % seriesColors) + 1})`;
}

/** Distinguishes series with the same color: the number of full rounds of colors before `i`. */
export function seriesVariant<T>(i: number, variants: readonly [T, ...T[]]): T {
  return variants[Math.floor(i / seriesColors) % variants.length] ?? variants[0];
}

function remembered(): Theme | undefined {
  try {
    const theme = localStorage.getItem("theme");
    return theme === "dark" || theme === "light" ? theme : undefined;
  } catch {
    return undefined;
  }
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}
