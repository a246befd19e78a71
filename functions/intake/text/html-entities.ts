const LATIN1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );
/** In the order of their codes; `sigmaf` has no capital. */
const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega'.split(
    ' ',
  );
const NAMED = new Map<string, string>([
  ...LATIN1.map((name, index): [string, string] => [name, String.fromCharCode(160 + index)]),
  ...GREEK.flatMap((name, index): [string, string][] => [
    [name, String.fromCharCode(0x3b1 + index)],
    [`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, String.fromCharCode(0x391 + index)],
  ]),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    dagger: '†',
    Dagger: '‡',
    bull: '•',
    hellip: '…',
    permil: '‰',
    prime: '′',
    lsaquo: '‹',
    rsaquo: '›',
    euro: '€',
    trade: '™',
    larr: '←',
    uarr: '↑',
    rarr: '→',
    darr: '↓',
    harr: '↔',
    minus: '−',
    radic: '√',
    infin: '∞',
    asymp: '≈',
    ne: '≠',
    le: '≤',
    ge: '≥',
    sum: '∑',
    part: '∂',
    prod: '∏',
    int: '∫',
    Prime: '″',
    oline: '‾',
    frasl: '⁄',
    loz: '◊',
    spades: '♠',
    clubs: '♣',
    hearts: '♥',
    diams: '♦',
    ensp: '\u2002',
    emsp: '\u2003',
    thinsp: '\u2009',
    zwnj: '\u200C',
    zwj: '\u200D',
    lrm: '\u200E',
    rlm: '\u200F',
    OElig: 'Œ',
    oelig: 'œ',
    Scaron: 'Š',
    scaron: 'š',
    Yuml: 'Ÿ',
    fnof: 'ƒ',
    circ: 'ˆ',
    tilde: '˜',
  }),
]);
/** The oldest, whose semicolon people leave out. */
const MAY_END_OPEN = new Set([...LATIN1, 'amp', 'lt', 'gt', 'quot']);
const ENTITY = /&(?:#(\d{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|([A-Za-z][A-Za-z0-9]{1,7})(;|(?![A-Za-z0-9=])))/g;

/**
 * Decodes the named characters of HTML 4 and all numeric ones, those too that were written as two surrogates; anything
 * else stays as written, such as the `&part=2` of a link.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  const decoded = text.replaceAll(
    ENTITY,
    (entity, decimal?: string, hex?: string, name?: string, end?: string) => {
      if (name !== undefined) return ((end === ';' || MAY_END_OPEN.has(name)) && NAMED.get(name)) || entity;
      return character(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
    },
  );
  return decoded.toWellFormed();
}

/** 128 to 159 are meant as Windows-1252, as browsers read them. https://html.spec.whatwg.org/#numeric-character-reference-end-state */
function character(code: number): string {
  if (code >= 128 && code <= 159) return new TextDecoder('windows-1252').decode(new Uint8Array([code]));
  if (code === 0 || code > 0x10ffff) return '\uFFFD';
  return String.fromCodePoint(code);
}
