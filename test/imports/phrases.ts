/** What to write instead of a phrase. */
interface Phrase {
  phrase: RegExp;
  instead: string;
}

/** Phrases that read as a translation or are not American spelling. */
export const phrases: readonly Phrase[] = [
  { phrase: /\b(is|are) (not )?gone on with\b/, instead: "continues, resumes" },
  { phrase: /\ball of them well\b/, instead: "all passed" },
  { phrase: /\b(that|which) is none\b/, instead: "an invalid …" },
  { phrase: /\b[Mm]end(s|ed|ing)?\b/, instead: "fix" },
  { phrase: /\bby way of\b/, instead: "through" },
  { phrase: /\b[Ii]n turns\b/, instead: "alternately" },
  { phrase: /\bnobody says\b/, instead: "unknown, not specified" },
  { phrase: /\b[Tt]akes note (of|that)\b/, instead: "records" },
  { phrase: /\b[Hh]ands? on (to|the|what|its|of)\b/, instead: "passes on, forwards" },
  { phrase: /\b[Ww]here(from|to|of|upon|with)\b/, instead: "where … from, with which" },
  { phrase: /\b[Ww]hat each is for\b/, instead: "the purpose of each" },
  {
    phrase:
      /(?<![Tt]here )\b(is|are) no (object|array|list|map|string|text|number|metric|UUID|URL|JSON|folder)s?\b(?! (any|to|of|in|with|for)\b)/,
    instead: "is not a …, must be a …",
  },
  { phrase: /\bmet(re|res)\b|\b(deci|centi|milli|micro|kilo)metre/i, instead: "meter" },
  { phrase: /\b(light)?grey\b/i, instead: "gray" },
  { phrase: /\b(colour|behaviour|neighbour|favour|centre)/i, instead: "color, behavior, center …" },
  { phrase: /\b(travelled|labelled|modelled|signalled)\b/i, instead: "traveled, labeled …" },
  { phrase: /\b(licence|judgement|catalogue)/i, instead: "license, judgment, catalog" },
  { phrase: /\bcancel(ed|ing)\b/i, instead: "cancelled, cancelling (the platform's spelling)" },
  { phrase: /\b(normal|serial|recogn|initial|organ)is(e|ed|es|ing)\b/i, instead: "-ize" },
];

/** Further ones, for everything that users read: not for the tests. */
export const phrasesOfTheProduct: readonly Phrase[] = [
  { phrase: /\bmade[- ]up\b/i, instead: "synthetic" },
  { phrase: /\bas (it|they) came\b/, instead: "unchanged" },
  { phrase: /\b(is|are|was|were) told\b/, instead: "gets, receives" },
  { phrase: /\bstands? in for\b/, instead: "replaces, represents" },
  { phrase: /\b[Nn]othing but\b/, instead: "only" },
  { phrase: /\b(and|then|it) says? so\b/, instead: "prints that, reports it" },
  { phrase: /\ban own\b(?! property)/, instead: "its own, a separate" },
  {
    phrase: /\b(file|folder|name|process|package|project)s? of (its|their) own\b/,
    instead: "its own …",
  },
  { phrase: /\banew\b/, instead: "again, regenerate" },
  { phrase: /\bonce more\b/, instead: "again" },
  { phrase: /\b(has|have) no need\b/, instead: "does not need" },
  { phrase: /\bnow and then\b/, instead: "occasionally" },
  { phrase: /\bfull stop\b/, instead: "period" },
];
