import { messageAdvice, messageRules } from "@metrics-project/runtime";
import { emissionAdvice, emissionRules } from "../../emissions/emissionRules.js";
import { markdownTable, plain } from "./markdown.js";

/** The pages of rules in order of their codes, by file name. */
export function rulesPages(): Record<string, string> {
  return {
    "messages.md": page({
      title: "Rules of metrics.binproto",
      about: [
        "`npx metrics-project check metrics.binproto` and `validateJobMetrics` check a message against these rules.",
        "A run does so before it writes a message, so a message that breaks a rule is never written.",
        "A code such as `O1/V3` is rule V3, applied by rule O1.",
      ].join(" "),
      rules: messageRules,
      advice: messageAdvice,
    }),
    "emissions.md": page({
      title: "Rules of emissions and their config",
      about: [
        "`npx metrics-project check` checks `*.resim.jsonl` and `.resim/metrics/config.resim.yml` against these rules.",
        "Codes with E and T are about rows; C, M and Q about the config; Y about its YAML.",
      ].join(" "),
      rules: emissionRules,
      advice: emissionAdvice,
    }),
  };
}

function page(texts: {
  title: string;
  about: string;
  rules: Readonly<Record<string, string>>;
  advice: Readonly<Record<string, string>>;
}): string {
  const { title, about, rules, advice } = texts;
  return [
    `# ${title}`,
    about,
    "## Refused",
    "The platform rejects whatever breaks one of these rules, unless the rule is marked as a warning.",
    table(rules),
    "## Warnings",
    "The platform accepts these, but they cause trouble later: for a reader, a chart or a person.",
    table(advice),
  ].join("\n\n");
}

function table(rules: Readonly<Record<string, string>>): string {
  const rows = Object.entries(rules).map(([code, asks]) => [
    // The code is the anchor: `messages.html#v3`.
    `<a id="${code.toLowerCase()}"></a>${code}`,
    plain(asks),
  ]);
  return markdownTable(["code", "requirement"], rows);
}
