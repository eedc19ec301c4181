/** Phrases that read as a translation or are not American spelling, and what to write instead. */
export const phrases: readonly { phrase: RegExp; instead: string }[] = [
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
  { phrase: /\b(normal|serial|recogn|initial|organ)is(e|ed|es|ing)\b/i, instead: "-ize" },
];
