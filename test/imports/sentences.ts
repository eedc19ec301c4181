import ts from "typescript";

/** A sentence, and the line on which its paragraph, comment or string begins. */
export interface Sentence {
  line: number;
  text: string;
}

const abbreviation = /(?:^|[\s("'])(?:e\.g|i\.e|etc|vs|cf|approx|incl|resp|no|fig)\.$/i;

/** The sentences of one paragraph. Inline code, a link or an expression counts as one word. */
function splitSentences(paragraph: string): string[] {
  const plain = paragraph
    .replace(/(`+)[^`]*?\1/g, (code) => (/[.!?]`+$/.test(code) ? "code." : "code"))
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const sentences: string[] = [];
  let begin = 0;
  for (const end of plain.matchAll(/[.!?]["'”’)\]*_]*(?=\s|$)/g)) {
    const sentence = plain.slice(begin, end.index + end[0].length);
    if (abbreviation.test(plain.slice(begin, end.index + 1))) continue;
    sentences.push(sentence.trim());
    begin = end.index + end[0].length;
  }
  const rest = plain.slice(begin).trim();
  return rest === "" ? sentences : [...sentences, rest];
}

/** How many words a sentence has: its parts between spaces that hold a letter or a digit. */
export function countWords(sentence: string): number {
  return sentence.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
}

/** What does not belong to a paragraph of Markdown: headings, tables, HTML, rules, template tags. */
const besideProse = /^\s*(#{1,6}\s|\||<[a-z!/]|-{3,}\s*$|:::|\{\{[#/~]?[^}]*\}\}\s*$)/i;
const listItem = /^\s*(?:[-*+]|\d+\.)\s+/;

/** The sentences of a Markdown text: of its paragraphs and list items, not of its code, headings and tables. */
export function markdownSentences(markdown: string, firstLine = 1): Sentence[] {
  const blocks: { line: number; lines: string[] }[] = [];
  let block: { line: number; lines: string[] } | undefined;
  let fence: string | undefined;
  const lines = blank(markdown).split("\n");
  for (const [index, line] of lines.entries()) {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (fence !== undefined || mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark?.startsWith(fence)) fence = undefined;
      block = undefined;
    } else if (line.trim() === "" || besideProse.test(line)) {
      block = undefined;
    } else if (block === undefined && /^ {4}/.test(line) && !listItem.test(line)) {
      // Indented code; its further lines are skipped in the same way.
    } else if (block === undefined || listItem.test(line)) {
      block = { line: firstLine + index, lines: [line.replace(listItem, "")] };
      blocks.push(block);
    } else {
      block.lines.push(line);
    }
  }
  return blocks.flatMap(({ line, lines }) =>
    splitSentences(lines.join(" ")).map((text) => ({ line, text })),
  );
}

/** Blanks what is not read as prose, and keeps the lines: front matter, HTML comments, template expressions. */
function blank(markdown: string): string {
  const keepLines = (text: string): string => text.replace(/[^\n]+/g, "");
  return markdown
    .replace(/^---\n[\s\S]*?\n---\n/, keepLines)
    .replace(/<!--[\s\S]*?-->/g, keepLines)
    .replace(/\{\{#[^}\n]*\}\}([^{}\n]+)\{\{else\}\}([^{}\n]*)\{\{\/\w+\}\}/g, (_, a, b) =>
      countWords(a) < countWords(b) ? b : a,
    )
    .replace(/(?<=\S.*)\{\{[#/][^}]*\}\}|\{\{[#/][^}]*\}\}(?=.*\S)/g, "")
    .replace(/\{\{(?![#/])[^}]*\}\}/g, "value");
}

/** The sentences in a TypeScript file's comments. */
export function commentSentences(source: ts.SourceFile): Sentence[] {
  const comments = commentsOf(source);
  const blocks: { first: number; last: number; lines: string[] }[] = [];
  for (const { pos, end, kind } of comments) {
    const first = source.getLineAndCharacterOfPosition(pos).line + 1;
    const last = source.getLineAndCharacterOfPosition(end).line + 1;
    const text = source.text.slice(pos, end);
    const previous = blocks.at(-1);
    if (kind === ts.SyntaxKind.MultiLineCommentTrivia) {
      const body = text.replace(/^\/\*+/, "").replace(/\*+\/$/, "");
      const lines = body.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
      blocks.push({ first, last, lines: lines.flatMap(beforeTag) });
    } else if (previous?.last === first - 1 && previous.lines.at(-1)?.startsWith(" ")) {
      previous.lines.push(text.slice(2));
      previous.last = last;
    } else {
      blocks.push({ first, last, lines: [text.slice(2)] });
    }
  }
  return blocks.flatMap(({ first, lines }) => markdownSentences(lines.join("\n"), first));
}

/** A tag such as `@param` begins a paragraph. */
function beforeTag(line: string): string[] {
  return /^\s*@\w+/.test(line) ? ["", line.replace(/^\s*@\w+/, "")] : [line];
}

function commentsOf(source: ts.SourceFile): ts.CommentRange[] {
  const found = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    for (const range of [
      ...(ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.getEnd()) ?? []),
    ])
      found.set(range.pos, range);
    for (const child of node.getChildren(source)) visit(child);
  };
  if (source.statements.length > 0) visit(source);
  return [...found.values()].sort((a, b) => a.pos - b.pos);
}

/** The sentences in a TypeScript file's strings that end in a period. */
export function stringSentences(source: ts.SourceFile): Sentence[] {
  const found: Sentence[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text === undefined) {
      ts.forEachChild(node, visit);
      return;
    }
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    const sentences = text.split("\n").flatMap(splitSentences);
    found.push(...sentences.filter(isProse).map((text) => ({ line, text })));
    const parts = ts.isTemplateExpression(node) ? node.templateSpans : undefined;
    for (const span of parts ?? []) visit(span.expression);
  };
  visit(source);
  return found;
}

/** Whether a string's sentence is for people: at least six words, and a period. */
function isProse(sentence: string): boolean {
  return countWords(sentence) >= 6 && /[.!?]["'”’)\]]*$/.test(sentence);
}

/** The text of a string, a template, or a sum or joined list of them, each expression as one word. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return joinedText(node);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ literal }) => `value${literal.text}`);
    return node.head.text + spans.join("");
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined
    ? undefined
    : `${left ?? "value"}${right ?? "value"}`;
}

/** The text of `["…", "…"].join(…)`: lines of one text, with an empty one between paragraphs. */
function joinedText({ expression }: ts.CallExpression): string | undefined {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== "join") return;
  if (!ts.isArrayLiteralExpression(expression.expression)) return;
  const lines = expression.expression.elements.map((element) => textOf(element));
  return lines.map((line) => (line === "" ? "\n" : (line ?? "value"))).join(" ");
}
