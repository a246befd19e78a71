/** Words that say nothing of a matter, in the languages that help articles and causes are written in. */
const byLanguage = {
  en: 'a about after all am an and any are as at be been but by can could did do does for from get had has have he hello help her hi his how i if in into is it its just like me my need of on only or our out please problem request she since so some thank thanks that the their them then there these they this to too up us was we were what when where which who why will with would you your',
  de: 'aber alle als am an anfrage auch auf aus bei beim bin bis bitte da danke dann das dass dem den denn der des die dies diese dieser dieses doch du durch ein eine einem einen einer eines er es euch für gibt habe haben hallo hat hatte hier hilfe ich ihm ihn ihr ihre im in ist ja kann können man mein meine mich mir mit muss nach noch nun nur ob oder problem schon sehr sein seine seit sich sie sind so um und uns unser unsere vom von vor war waren warum was wegen weil wenn wer werden wie wieder wir wird wo wurde zu zum zur',
  fr: 'a aide ai ainsi alors après au aussi autre aux avais avait avant avec avez avons bonjour c car ce cela ces cet cette ceux chez comme comment d dans de demande depuis des donc du elle elles en encore est et eté étaient était être eu il ils j je l la le les leur lui m ma mais me merci mes mon n ne nos notre nous on ont ou où par pas pour pourquoi problème qu quand que quel quelle qui quoi s sa sans se ses si son sont sur t ta te tes toi ton tous tout très tu un une vos votre vous y',
  es: 'a al algo antes ante aquí así ayuda bajo buenas buenos como cómo con cuando cuándo de del desde donde dónde e el ella ellas ellos en entre era es esa ese eso esta está estaba estamos están este esto estoy fue gracias ha hace han hay he hola la las le les lo los más me mi mis muy nos nosotros nuestra nuestro o otra otro para pero por porque problema puede puedo que qué quien se ser si sí sin sobre solicitud son soy su sus también te tengo tiene tu un una unas uno unos usted y ya yo',
  pt: 'a à ajuda ao aos as às até com como da das de depois desde do dos e é ela elas ele eles em entre era essa esse esta está estamos estão este eu foi há isso isto já lhe mais mas me meu meus minha minhas muito na nas no nos nós nossa nosso o obrigada obrigado olá onde os ou para pedido pela pelo pode por porque porquê posso problema qual quando que quem se sem ser seu seus são só sou sua suas também te tem tenho um uma umas uns você',
} as const;

const listed = Object.entries(byLanguage).map(
  ([language, words]) => [language, new Set(words.split(' '))] as const,
);
const everywhere = new Set(listed.flatMap(([, words]) => [...words]));

/** The words of a text, lower case, in order: letters and digits only, whatever stands between them. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
}

/** The words that carry what a text is about. */
export function contentWords(text: string): string[] {
  return wordsOf(text).filter((word) => !everywhere.has(word));
}

/** The language that a text is most plainly written in; null when its small words do not tell. */
export function likelyLanguage(text: string): string | null {
  const words = wordsOf(text);
  const counted = listed
    .map(([language, small]) => ({ language, count: words.filter((word) => small.has(word)).length }))
    .toSorted((first, second) => second.count - first.count);
  const [best, next] = counted;
  return best && best.count >= 3 && best.count > (next?.count ?? 0) ? best.language : null;
}
