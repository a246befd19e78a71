/**
 * Reads a customer's answer to "is it solved?". Only a short answer that plainly says yes (or nothing but thanks)
 * confirms; everything else goes back to work, because closing on a misread costs the customer more than a look
 * costs the desk.
 */
export function readVerification(text: string): 'confirmed' | 'rejected' {
  const words = text
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}]+/gu, ' ')
    .trim();
  if (words.length === 0 || words.length > 120) return 'rejected';
  if (text.includes('?') || NEGATION.test(` ${words} `)) return 'rejected';
  return AFFIRMATION.test(` ${words} `) ? 'confirmed' : 'rejected';
}

/** Says thank you and nothing else: no reason to open a solved ticket again. */
export function isOnlyThanks(text: string): boolean {
  return readVerification(text) === 'confirmed';
}

const NEGATION =
  / (not|no|never|still|but|however|isn t|doesn t|didn t|won t|can t|cannot|again|nicht|kein|keine|nein|immer noch|aber|pas|non|toujours|mais|no funciona|todavía|pero|não|ainda|mas|non funziona|ancora|niet|nee|nog|maar|nie|nadal|inte|ikke|ei|не|нет|いいえ|まだ|ない|不|没) /;

const AFFIRMATION =
  / (yes|yep|yeah|works|working|solved|fixed|resolved|perfect|great|thanks|thank you|thx|ok|okay|confirmed|ja|funktioniert|klappt|gelöst|danke|super|perfekt|oui|marche|fonctionne|résolu|merci|parfait|sí|funciona|resuelto|gracias|perfecto|sim|resolvido|obrigado|obrigada|perfeito|sì|funziona|risolto|grazie|perfetto|werkt|opgelost|bedankt|dank|tak|działa|dziękuję|funkar|tack|virker|takk|kiitos|toimii|да|работает|спасибо|はい|解決|ありがとう|ありがとうございます|好的|解决|谢谢|네|감사합니다|evet|teşekkürler) /;
