/** How automatic answers begin their subject, by language; compared in lower case. */
const SUBJECTS = [
  'automatic reply', 'auto reply', 'auto-reply', 'autoreply', 'auto:', 'auto response', 'auto-response', 'autoresponse', 'automated reply', 'automated response', 'automatic response', 'out of office', 'out of the office', 'ooo:', 'vacation', 'on vacation', 'away from', 'out-of-office', 'i am out of', 'i\'m out of', 'on leave', 'annual leave',
  'automatische antwort', 'abwesenheitsnotiz', 'abwesenheitsassistent', 'abwesenheit', 'autoantwort', 'automatische abwesenheit', 'ich bin im urlaub', 'nicht im büro', 'abwesend',
  'réponse automatique', 'reponse automatique', 'absence du bureau', 'message d\'absence', 'absent du bureau', 'absence :',
  'respuesta automática', 'respuesta automatica', 'fuera de la oficina', 'fuera de oficina', 'ausente de la oficina', 'resposta automàtica',
  'resposta automática', 'resposta automatica', 'fora do escritório', 'ausência temporária', 'ausente do escritório',
  'risposta automatica', 'risposta non al computer', 'fuori sede', 'fuori ufficio', 'assente dall\'ufficio',
  'automatisch antwoord', 'automatische reactie', 'niet aanwezig', 'afwezigheidsbericht', 'afwezig', 'niet op kantoor',
  'autosvar', 'automatisk svar', 'ikke på kontoret', 'fraværsbesked', 'fraværsmelding', 'ikke til stede',
  'autosvar', 'frånvaro', 'automatiskt svar', 'frånvarande', 'inte på kontoret',
  'automaattinen vastaus', 'poissaoloviesti', 'poissa toimistolta', 'autoodpowiedź', 'odpowiedź automatyczna', 'automatyczna odpowiedź', 'poza biurem', 'nieobecność',
  'automatická odpověď', 'automatická odpoveď', 'mimo kancelář', 'nepřítomnost', 'automatikus válasz', 'házon kívül', 'răspuns automat', 'raspuns automat', 'otomatik yanıt', 'ofis dışında', 'αυτόματη απάντηση', 'εκτός γραφείου',
  'автоматический ответ', 'автоответ', 'вне офиса', 'автоматична відповідь', 'автовідповідь', 'отсутствие на рабочем месте',
  '自動応答', '自動返信', '不在通知', '自动回复', '自動回覆', '自动答复', '外出', '자동 회신', '자동 응답', '부재중', 'trả lời tự động', 'balasan otomatis', 'jawaban otomatis', 'ตอบกลับอัตโนมัติ', 'תשובה אוטומטית', 'מענה אוטומטי', 'رد تلقائي',
];

const TEXT =
  /\bout of (?:the )?office\b|\b(?:on|from) (?:vacation|annual leave|holiday|leave)\b|\bi(?: am|'m|’m| will be) (?:currently )?(?:away|out of|on vacation|on leave|travel)|\bnot in the office|limited access to (?:my )?e-?mail|will (?:be back|return) on|nicht im (?:büro|haus)|im urlaub|abwesend|bin (?:erst )?(?:wieder )?ab dem|außer haus|absent(?:e)? (?:du bureau|jusqu|du )|en (?:congé|vacances)|fuera de la oficina|de vacaciones|fora do escritório|de férias|fuori ufficio|in ferie|op vakantie|afwezig|på ferie|på semester|lomalla|urlop|nieobecn|dovolen|szabadság|concediu|tatilde|izinde|отпуск|відпуст|不在|休假|休暇|휴가|부재/i;

/** A subject that machines write for somebody who is away, in any language. */
export function isAbsenceSubject(subject: string): boolean {
  const plain = subject.trim().toLowerCase().replace(/^(?:\[[^\]]{1,40}\]|\*{2,}[^*]{1,30}\*{2,})\s*/, '');
  return SUBJECTS.some((words) => plain.startsWith(words));
}

/** Words of absence in the first lines; to be believed only of mail that is automatic anyway. */
export function isAbsenceText(text: string): boolean {
  return TEXT.test(text.slice(0, 2_000));
}
