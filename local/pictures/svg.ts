/** An SVG document that can be read by daylight and at night, and by somebody who does not see it. */
export function svgDocument(picture: {
  width: number;
  height: number;
  /** What it shows, in a sentence. */
  label: string;
  style: string;
  body: string[];
}): string {
  const width = Math.ceil(picture.width);
  const height = Math.ceil(picture.height);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(picture.label)}">`,
    `<style>${COLOURS}${picture.style}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...picture.body,
    '</svg>',
    '',
  ].join('\n');
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const COLOURS = `
  svg { font-family: system-ui, sans-serif; --page: #fff; --ink: #1c2430; --quiet: #5b6675; --line: #8a94a3;
    --box: #f4f6f9; --outside: #fff4dd; --end: #e4f3e6; --join: #e8ecf8; --heat: #f0885a; --series: #3b6fd4 }
  @media (prefers-color-scheme: dark) {
    svg { --page: #14181f; --ink: #e8ecf2; --quiet: #a3adbb; --line: #6b7686;
      --box: #202733; --outside: #3a3220; --end: #1f3426; --join: #252d44; --heat: #b4552a; --series: #7aa2f0 }
  }
  .page { fill: var(--page) } text { fill: var(--ink) } .head { fill: var(--line) }
  .title { font-weight: 700; font-size: 16px }
`;
