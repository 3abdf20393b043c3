import { fromMarkdown } from 'mdast-util-from-markdown';
import { sanitizeUri } from 'micromark-util-sanitize-uri';

/** Where pages may be linked to; without a protocol it is a place of the portal. */
const PROTOCOLS = /^(https?|mailto|tel)$/i;
/** Tags that stand for a new line or paragraph: without them the words on both sides would run together. */
const BREAKS = /^<\/?(br|p|div|li|ul|ol|h[1-6]|tr|table|blockquote|section|article|hr)\b/i;
/** No story has that many; a text made of them alone would keep the parser busy, comments most of all. */
const MOST_OPENINGS = 1_000;
const MOST_COMMENTS = 50;
/** Nor are quotations and lists nested so deep: ten thousand in one another take the parser a minute. */
const DEEPEST = 20;
const NESTED = new RegExp(String.raw`^[ \t]*(?:>[ \t]*|(?:[-+*]|\d{1,9}[.)])[ \t]+){${DEEPEST},}`, 'm');
const MOST_ROUNDS = 8;

/** Emphasis has no part in what is HTML, and costs most. */
const asShown = { disable: { null: ['attention'] } };
/** HTML is read tag by tag wherever it stands, so that the text between tags stays. */
const byTag = { disable: { null: ['attention', 'htmlFlow', 'codeIndented'] } };

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
  let text = markdown.trim();
  const count = (openings: RegExp) => text.match(openings)?.length ?? 0;
  if (NESTED.test(text)) return null;
  if (count(/[<[]/g) === 0) return text || null;
  if (count(/[<[]/g) > MOST_OPENINGS || count(/<[!?]/g) > MOST_COMMENTS) return null;
  // Taking a tag out can join its surroundings into another one: until nothing is found.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ofTags = cutsOf(text, fromMarkdown(text, { extensions: [byTag] }), insteadOfTag);
    // Whole blocks that begin like HTML and contain no finished tag, such as an open comment: their sign becomes text.
    const cuts =
      ofTags?.length === 0
        ? cutsOf(text, fromMarkdown(text, { extensions: [asShown] }), (html) => `\\${html}`)
        : ofTags;
    if (!cuts) return null;
    if (cuts.length === 0) return text || null;
    for (const { start, end, by } of cuts.reverse()) text = text.slice(0, start) + by + text.slice(end);
    text = text.trim();
  }
  return null;
}

const insteadOfTag = (tag: string, before: string): string =>
  BREAKS.test(tag) && /\S/.test(before) ? '\n' : '';

/** In the order of the text, none within another. Null: it is nested too deep. */
function cutsOf(text: string, root: Node, insteadOf: (html: string, before: string) => string): Cut[] | null {
  const cuts: Cut[] = [];
  const waiting = [{ node: root, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    if (depth > DEEPEST) return null;
    const [start, end] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? text.length];
    const children = 'children' in node ? node.children : [];
    if (node.type === 'html')
      cuts.push({ start, end, by: insteadOf(text.slice(start, end), text.charAt(start - 1)) });
    else if ('url' in node && node.url !== '' && sanitizeUri(node.url, PROTOCOLS) === '')
      // A link's words stay.
      cuts.push({
        start,
        end,
        by: text.slice(
          children[0]?.position?.start.offset ?? end,
          children.at(-1)?.position?.end.offset ?? end,
        ),
      });
    else for (const child of children) waiting.push({ node: child, depth: depth + 1 });
  }
  return cuts.sort((a, b) => a.start - b.start);
}
