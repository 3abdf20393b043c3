import { fromMarkdown } from 'mdast-util-from-markdown';
import { sanitizeUri } from 'micromark-util-sanitize-uri';

/** Where pages may be linked to; without a protocol it is a place of the portal. */
const PROTOCOLS = /^(https?|mailto|tel)$/i;
/** Tags that stand for a new line or paragraph: without them the words on both sides would run together. */
const BREAKS = /^<\/?(br|p|div|li|ul|ol|h[1-6]|tr|table|blockquote|section|article|hr)\b/i;
/** No story has that many; a text made of them alone would keep the parser busy. */
const MOST_OPENINGS = 1_000;
const MOST_ROUNDS = 8;

/** HTML is read tag by tag wherever it stands, so that the text between tags stays. */
const byTag = { disable: { null: ['htmlFlow', 'codeIndented'] } };

interface Cut {
  start: number;
  end: number;
  /** What stands there instead. */
  by: string;
}
type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>['children'][number];

/**
 * The Markdown without raw HTML and without links to anything but pages, mail and telephone numbers; the rest stays as it
 * was typed. It is read by the parser that later shows it (CommonMark): what is no HTML to it, as in '3 < 5' or between
 * backticks, is text. Null: nothing usable is left.
 */
export function withoutHtml(markdown: string): string | null {
  if ((markdown.match(/[<[]/g)?.length ?? 0) > MOST_OPENINGS) return null;
  let text = markdown.trim();
  // Taking a tag out can join its surroundings into another one: until nothing is found.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let cuts = cutsOf(text, fromMarkdown(text, { extensions: [byTag] }), insteadOfTag);
    // Whole blocks that begin like HTML and contain no finished tag, such as an open comment: their sign becomes text.
    if (cuts.length === 0) cuts = cutsOf(text, fromMarkdown(text), (html) => `\\${html}`);
    if (cuts.length === 0) return text || null;
    for (const { start, end, by } of cuts.reverse()) text = text.slice(0, start) + by + text.slice(end);
    text = text.trim();
  }
  return null;
}

const insteadOfTag = (tag: string, before: string): string =>
  BREAKS.test(tag) && /\S/.test(before) ? '\n' : '';

/** In the order of the text, none within another. */
function cutsOf(text: string, node: Node, insteadOf: (html: string, before: string) => string): Cut[] {
  const [start, end] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? text.length];
  if (node.type === 'html')
    return [{ start, end, by: insteadOf(text.slice(start, end), text.charAt(start - 1)) }];
  const isBad = 'url' in node && node.url !== '' && sanitizeUri(node.url, PROTOCOLS) === '';
  if (!isBad)
    return 'children' in node ? node.children.flatMap((child) => cutsOf(text, child, insteadOf)) : [];
  const [first, last] = 'children' in node ? [node.children[0], node.children.at(-1)] : [];
  // A link's words stay.
  return [
    { start, end, by: text.slice(first?.position?.start.offset, last ? last.position?.end.offset : 0) },
  ];
}
