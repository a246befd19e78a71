/**
 * Reads a customer's answer to "is it solved?". Only a short answer that plainly says yes (or nothing but thanks)
 * confirms; everything else goes back to work, because closing on a misread costs the customer more than a look
 * costs the desk.
 */
export function readVerification(text: string): 'confirmed' | 'rejected' {
  const words = inWords(text)
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}]+/gu, ' ')
    .trim();
  if (words.length === 0 || words.length > 120) return 'rejected';
  const isDoubtful = text.includes('?') || text.includes('？') || deniesIt(` ${words} `);
  return !isDoubtful && AFFIRMATION.test(` ${words} `) ? 'confirmed' : 'rejected';
}

/** Pictures that people answer with, in any colour of skin. */
function inWords(text: string): string {
  return text
    .replaceAll(/[👍👌✅✔☑💯🆗](?:\p{EMod}|\u{FE0F})*/gu, ' yes ')
    .replaceAll(/[👎❌✖🚫](?:\p{EMod}|\u{FE0F})*/gu, ' no ');
}

function deniesIt(words: string): boolean {
  return NEGATION.test(words) || RELAPSE.test(words) || NEGATION_WITHOUT_SPACES.test(words);
}

/** Says thank you and nothing else: no reason to open a solved ticket again. */
export function isOnlyThanks(text: string): boolean {
  return readVerification(text) === 'confirmed';
}

const NEGATION =
  / (not|no|never|still|but|however|isn t|doesn t|didn t|won t|can t|cannot|nicht|kein|keine|nein|immer noch|aber|pas|non|toujours|mais|no funciona|todavía|pero|não|ainda|mas|non funziona|ancora|niet|nee|nog|maar|nie|nadal|inte|ikke|ei|не|нет) /;

/** Something came back: `again` alone does not say so (`it works again`). */
const RELAPSE = / (happen\w*|occur\w*|broken?|back|crash\w*|fail\w*|stopp?\w*|gone|down|same) (\w+ )?again /;

/** Written without spaces, so that they may stand anywhere. */
const NEGATION_WITHOUT_SPACES = /いいえ|まだ|ません|ない|できず|不|没|還是|还是|아직|않|안 돼|못 /;

const AFFIRMATION =
  / (yes|yep|yeah|works|working|solved|fixed|resolved|perfect|great|thanks|thank you|thx|ok|okay|confirmed|ja|funktioniert|klappt|gelöst|danke|super|perfekt|oui|marche|fonctionne|résolu|merci|parfait|sí|funciona|resuelto|gracias|perfecto|sim|resolvido|obrigado|obrigada|perfeito|sì|funziona|risolto|grazie|perfetto|werkt|opgelost|bedankt|dank|tak|działa|dziękuję|funkar|tack|virker|takk|kiitos|toimii|да|работает|спасибо|はい|解決|ありがとう|ありがとうございます|好的|解决|谢谢|네|감사합니다|evet|teşekkürler) /;
