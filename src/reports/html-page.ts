import { html, type Markup, type Shown } from './html.js'

/** A page that stands alone: no script, no file beside it, no request. */
export interface Page {
  readonly title: string
  /** One or two sentences under the title. */
  readonly lead?: Shown
  readonly body: Shown
  /** Rules of this page alone, after those that all pages share. */
  readonly styles?: Markup
}

// Colours stand once for light and once for dark; each pair of text and ground has a contrast of 4.5 or more.
const shared = html`
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f4f6f8; --text: #1c2530; --quiet: #55606e; --line: #d5dbe2;
  --good: #116329; --good-ground: #dcf5e3; --bad: #a40e26; --bad-ground: #fde4e6;
  --warn: #7a4b00; --warn-ground: #fdf0d2; --link: #0a5bb5; --focus: #0a5bb5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12171e; --raised: #1b222c; --text: #e4e9ef; --quiet: #a3aebb; --line: #35404d;
    --good: #7ee2a0; --good-ground: #12351f; --bad: #ff9ba6; --bad-ground: #46161d;
    --warn: #f2c66d; --warn-ground: #3d2d0a; --link: #7ab8ff; --focus: #7ab8ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
.lead, .quiet { color: var(--quiet); }
code, pre, .code { font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; overflow-x: auto; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem; border-bottom: 1px solid var(--line); }
tr:last-child > td, tr:last-child > th { border-bottom: 0; }
thead th { background: var(--raised); font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.good, .bad, .warn { border-radius: 4px; padding: 0 .4em; white-space: nowrap; }
.good { color: var(--good); background: var(--good-ground); }
.bad { color: var(--bad); background: var(--bad-ground); }
.warn { color: var(--warn); background: var(--warn-ground); }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
@media print { body { max-width: none; } .scroll { overflow: visible; } }
`

/** The whole text of a page. Readable without scripts, by keyboard and by screen reader, in light and in dark. */
export const htmlPage = ({ title, lead, body, styles }: Page): string =>
  `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${shared}${styles}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>${title}</h1>
${lead === undefined ? undefined : html`<p class="lead">${lead}</p>`}
</header>
<main id="content">
${body}
</main>
</body>
</html>
`}`
