import {
  QUOTE_CLOSES,
  QUOTE_OPENS,
  REST_IS_QUOTE,
  SIGNATURE_CLOSES,
  SIGNATURE_OPENS,
} from './quote-marks.ts';

export interface Container {
  opens: string;
  /** Null for a container after which everything is quoted, not only what lies in it. */
  closes: string | null;
}

interface Rule {
  element: RegExp;
  attributes: RegExp;
  container: Container;
}

const QUOTE: Container = { opens: QUOTE_OPENS, closes: QUOTE_CLOSES };
const REST: Container = { opens: REST_IS_QUOTE, closes: null };
const SIGNATURE: Container = { opens: SIGNATURE_OPENS, closes: SIGNATURE_CLOSES };

/**
 * How mail programs mark what they quote; class and id names get prefixes (`x_`) on the way through others. Each looks
 * at a bounded number of characters from any place on, so that a hostile tag costs no more than a long one.
 */
const RULES: Rule[] = [
  {
    element: /^div$/,
    attributes: /\bclass\s?=\s?["']?[^"'>]{0,200}\bgmail_quote(?:_container)?\b/i,
    container: QUOTE,
  },
  {
    element: /^(?:div|blockquote|table)$/,
    attributes:
      /\b(?:class|id)\s?=\s?["']?[^"'>]{0,200}(?:yahoo_quoted|protonmail_quote|zmail_extra|moz-forward-container|tutanota_quote|missive_quote|isReplyContent|blockquote_zmail|fastmail-quoted|front-blockquote)/i,
    container: QUOTE,
  },
  {
    element: /^div$/,
    attributes: /\bname\s?=\s?["']?(?:quote|quoted-content|messageReplySection)\b/i,
    container: QUOTE,
  },
  { element: /^blockquote$/, attributes: /\btype\s?=\s?["']?cite\b/i, container: QUOTE },
  {
    element: /^(?:div|hr|span)$/,
    attributes:
      /\bid\s?=\s?["']?(?:x_)*(?:divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container)\b/i,
    container: REST,
  },
  {
    element: /^(?:div|hr)$/,
    attributes: /\bdata-marker\s?=\s?["']?__(?:DIVIDER|QUOTED_TEXT)__/i,
    container: REST,
  },
  {
    element: /^div$/,
    attributes:
      /border:\s?none;\s?border-top:\s?solid #(?:B5C4DF|E1E1E1) 1\.0pt;\s?padding:\s?3\.0pt 0(?:in|cm) 0(?:in|cm) 0(?:in|cm)/i,
    container: REST,
  },
  {
    element: /^div$/,
    attributes:
      /^(?=.*border-top:\s?1(?:\.0)?pt solid (?:#B5C4DF|#E1E1E1|rgb\(181, ?196, ?223\)|rgb\(225, ?225, ?225\)))(?=.*padding:\s?3(?:\.0)?pt 0)/i,
    container: REST,
  },
  {
    element: /^div$/,
    attributes: /padding-top:\s?5px;\s?border-top-color:\s?rgb\(229,\s?229,\s?229\)/i,
    container: REST,
  },
  {
    element: /^(?:div|span|table)$/,
    attributes:
      /\b(?:class|id|data-smartmail)\s?=\s?["']?[^"'>]{0,200}(?:gmail_signature\b|moz-signature|AppleMailSignature|protonmail_signature_block(?!-empty)|ymail_android_signature|front-signature|fastmail-signature|edo-signature|bloop_sign|lineBreakAtBeginningOfSignature)/i,
    container: SIGNATURE,
  },
  { element: /^div$/, attributes: /\bname\s?=\s?["']?messageSignatureSection\b/i, container: SIGNATURE },
  {
    element: /^div$/,
    attributes: /\bid\s?=\s?["']?(?:x_)*(?:Signature|ms-outlook-mobile-signature|ms-outlook-ios-signature)\b/,
    container: SIGNATURE,
  },
];

const MAX_ATTRIBUTES = 2_000;

export function containerOf(element: string, attributes: string): Container | null {
  if (attributes.length < 6) return null;
  const text = attributes.slice(0, MAX_ATTRIBUTES).replaceAll(/\s+/g, ' ');
  const rule = RULES.find((candidate) => candidate.element.test(element) && candidate.attributes.test(text));
  return rule?.container ?? null;
}
