import { micromark } from 'micromark';

const heading = /<(\/?)h([1-6])>/g;

/**
 * HTML of a story; micromark lets no HTML and no script through. The page has its heading: those of the story, whatever
 * level its writer began with, stand below it.
 */
export function storyHtml(markdown: string): string {
  const html = micromark(markdown);
  const highest = Math.min(6, ...[...html.matchAll(heading)].map(([, , level]) => Number(level)));
  return html.replace(
    heading,
    (_, end: string, level: string) => `<${end}h${Math.min(6, Number(level) - highest + 2)}>`,
  );
}
