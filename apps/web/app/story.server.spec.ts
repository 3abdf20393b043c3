import { describe, expect, it } from '@jest/globals';
import { storyHtml } from './story.server.js';

describe('a story', () => {
  it.each([
    ['# Một\n\n## Hai', '<h2>Một</h2>\n<h3>Hai</h3>'],
    ['### Một\n\n#### Hai', '<h2>Một</h2>\n<h3>Hai</h3>'],
    ['###### Một', '<h2>Một</h2>'],
    ['không có', '<p>không có</p>'],
  ])('has headings that stand below that of the page: %j', (markdown, html) =>
    expect(storyHtml(markdown)).toBe(html),
  );

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '![x](data:text/html,x)',
    '<h1>x</h1>',
  ])('runs nothing: %s', (markdown) => {
    const html = storyHtml(markdown);
    expect(html).not.toMatch(/<(script|h1)|<img[^>]*onerror|(href|src)="(javascript|data):/);
  });
});
