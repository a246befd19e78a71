import { createHash } from 'node:crypto';

/** The pages' whole style: phone first, the system's fonts and colour scheme, nothing fetched. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1d2129; --soft: #5b6472; --paper: #f4f5f7; --card: #fff; --line: #d8dce2; --mark: #1456b8; --on-mark: #fff; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --soft: #a5adba; --paper: #15181d; --card: #1e2229; --line: #383f4a; --mark: #7fb2ff; --on-mark: #0b1a30; --good: #74d39a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
header p, .when, .files { color: var(--soft); font-size: .875rem; margin: 0; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: .25rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.0625rem; margin: 0 0 .5rem; }
section, .notice { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: 0 0 1rem; }
.notice { border-color: var(--mark); font-weight: 600; }
.turn { font-weight: 600; margin: .5rem 0 0; }
.stand p { margin: 0; }
ol.steps { list-style: none; margin: 0; padding: 0; }
ol.steps li { position: relative; padding: .25rem 0 .25rem 2rem; }
ol.steps li::before { position: absolute; left: 0; width: 1.375rem; text-align: center; content: '○'; color: var(--soft); }
ol.steps li.done::before { content: '✓'; color: var(--good); }
ol.steps li.current::before { content: '●'; color: var(--mark); }
ol.steps li.current { font-weight: 600; }
ol.steps li.ahead { color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.message { border-top: 1px solid var(--line); padding: .75rem 0; }
.message .files { list-style: none; margin: .25rem 0 0; padding: 0; overflow-wrap: anywhere; }
.message:first-of-type { border-top: 0; padding-top: 0; }
.message .who { font-weight: 600; margin: 0; }
.message .text { margin: .25rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin: 0 0 .25rem; }
textarea { display: block; width: 100%; min-height: 6rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; padding: .625rem; }
button { display: block; width: 100%; min-height: 3rem; margin: .75rem 0 0; font: inherit; font-weight: 600; border-radius: .5rem; border: 2px solid var(--mark); background: var(--mark); color: var(--on-mark); cursor: pointer; }
button.second { background: transparent; color: var(--mark); }
.scores { border: 0; margin: 0 0 1rem; padding: 0; }
.score { display: flex; align-items: center; gap: .75rem; min-height: 3rem; margin: 0; border-bottom: 1px solid var(--line); cursor: pointer; }
.score:has(:checked) { color: var(--mark); }
.score input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--mark); }
form .when { margin-top: .75rem; }
a { color: var(--mark); }
form + form { margin-top: 1.25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
@media (min-width: 36rem) { main { padding: 2rem 1rem; } button { width: auto; padding: 0 1.5rem; } }
`;

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/**
 * Nothing is loaded, run or framed; forms go home only. The address is a secret, so it is neither kept in a cache, nor
 * told to other sites, nor found by search engines.
 */
export const pageHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** What strangers sent runs nothing and stays with whoever fetched it. */
export const fileHeaders = {
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cache-Control': 'private, no-store',
} as const;
