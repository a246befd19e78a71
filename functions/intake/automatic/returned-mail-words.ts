interface ReturnedMailWords {
  /** In the subject of a returned mail. */
  subjects: string;
  /** In its text. */
  texts: string;
}

/** By ISO 639-1 code, in lower case, several divided by `|`; beside the English patterns below. */
const WORDS: Record<string, ReturnedMailWords> = {
  de: {
    subjects: 'unzustellbar|nicht zugestellt|fehlgeschlagen|zustellungsfehler|nicht zustellbar',
    texts:
      'nicht zugestellt|nicht zustellbar|nicht erreicht werden|unbekannter empfänger|empfänger unbekannt',
  },
  fr: {
    subjects: 'non remis|échec|non distribu|remise impossible|courrier en retour',
    texts: "n'a pas pu être|n’a pas pu être|échec de la remise|utilisateur inconnu|adresse inconnue",
  },
  es: {
    subjects: 'no entregado|no se puede entregar|no se pudo entregar|error de entrega|devuelto',
    texts:
      'no pudo ser entregado|no se ha entregado|no se pudo entregar|error de entrega|usuario desconocido',
  },
  pt: {
    subjects: 'não entregue|não é possível entregar|falha na entrega|falha de entrega|devolvida',
    texts: 'não pôde ser entregue|não foi entregue|falha na entrega|usuário desconhecido',
  },
  it: {
    subjects: 'non consegnat|recapito non riuscito|mancata consegna|impossibile recapitare|mancato recapito',
    texts:
      'non è stato consegnato|recapito non riuscito|impossibile consegnare|utente sconosciuto|casella piena',
  },
  nl: {
    subjects: 'onbestelbaar|niet afgeleverd|niet bezorgd|onbezorgbaar',
    texts: 'niet worden bezorgd|niet bezorgd|is mislukt|onbekende gebruiker',
  },
  da: { subjects: 'kan ikke leveres|ikke leveret|uleverbar', texts: 'ikke leveres|kunne ikke levere' },
  nb: { subjects: 'kan ikke leveres|ikke levert|uleverbar', texts: 'ikke leveres|kunne ikke levere' },
  sv: {
    subjects: 'det gick inte att leverera|ej levererat|inte levereras|oleverbart',
    texts: 'inte levereras|leverans misslyckades|leveransen misslyckades|okänd mottagare',
  },
  fi: { subjects: 'ei voitu toimittaa|toimitus epäonnistui|toimittamatta', texts: 'ei voitu toimittaa' },
  pl: {
    subjects: 'niedostarcz|zwrot wiadomości|nie można dostarczyć|błąd doręczenia',
    texts: 'nie mogła zostać dostarczona|nie powiodło się|nieznany użytkownik|nie została dostarczona',
  },
  cs: { subjects: 'nedoručiteln|nedoručen|nelze doručit', texts: 'nebyla doručena|nelze doručit|neexistuje' },
  sk: { subjects: 'nedoručiteľn|nedoručen|nedá sa doručiť', texts: 'nebola doručená|nedá sa doručiť' },
  hu: { subjects: 'kézbesít', texts: 'nem kézbesíthető|nem sikerült kézbesíteni|ismeretlen címzett' },
  ro: { subjects: 'nelivrat|nu a putut fi livrat|nu poate fi livrat', texts: 'nu a putut fi livrat' },
  tr: { subjects: 'iletilemedi|teslim edilemedi|teslim edilemeyen', texts: 'iletilemedi|teslim edilemedi' },
  el: { subjects: 'αδύνατη η παράδοση|αποτυχία παράδοσης|δεν παραδόθηκε', texts: 'δεν παραδόθηκε|αποτυχία' },
  ru: {
    subjects: 'не доставлен|недоставлен|невозможно доставить|ошибка доставки|возвращено',
    texts: 'не доставлен|не может быть доставлен|сбой доставки|не найден|не существует',
  },
  uk: {
    subjects: 'не доставлен|недоставлен|неможливо доставити',
    texts: 'не доставлен|не може бути доставлен',
  },
  bg: { subjects: 'недоставен|не е доставен|не може да бъде доставен', texts: 'не може да бъде доставен' },
  he: { subjects: 'לא ניתן למסור|לא נמסר', texts: 'לא ניתן למסור|לא נמסר' },
  ar: { subjects: 'تعذر التسليم|غير قابل للتسليم|فشل التسليم', texts: 'تعذر تسليم|فشل التسليم' },
  ja: {
    subjects: 'エラー通知|配信不能|配信エラー|配信失敗|送信エラー|未配信',
    texts: '配信できません|配信に失敗|届けられません',
  },
  zh: {
    subjects: '退信|未传递|未傳遞|无法投递|無法傳遞|投递失败|无法传递|邮件被退回',
    texts: '无法将邮件|被退回|无法投递|退信原因|無法傳遞|不存在',
  },
  ko: {
    subjects: '전송 실패|배달되지 않음|배달 실패|반송|전달되지 않음',
    texts: '보내지 못했|배달하지 못|존재하지 않는',
  },
  vi: { subjects: 'không gửi được|không thể gửi|không thể chuyển', texts: 'không thể gửi|không gửi được' },
  id: {
    subjects: 'tidak terkirim|gagal terkirim|tidak dapat dikirim',
    texts: 'tidak dapat dikirim|gagal dikirim',
  },
  th: { subjects: 'ไม่สามารถส่ง|ส่งไม่ได้', texts: 'ไม่สามารถส่ง|ส่งไม่ได้' },
};

const SUBJECT = new RegExp(
  [
    /undeliver|delivery (?:status|failure|failed|problem|has failed|error|report|incomplete)|returned? (?:mail|to sender|message)|mail (?:delivery|failure|system error|status|could not)|failure (?:notice|delivery)|could ?n.?t? ?(?:not )?be delivered|not delivered|nondeliver|non-?deliver|undelivered|mail (?:has )?failed|returning to sender|delivery.{0,20}fail|rejected|bounced?\b|delayed|warning: (?:could not|message)|error sending|mail not|message (?:delivery|status|not|could not|frozen)|unable to deliver|send(?:ing)? fail|in mail from you|considered unsolicited/
      .source,
    ...wordsOf('subjects'),
  ].join('|'),
  'i',
);
/** `550 User unknown`, `550-5.1.1`, and not "550 of your mails". */
const SMTP_REPLY =
  /(?:^|[:>("'#[\]-]\s{0,3})[45]\d\d(?:[-:] ?| (?=[-#<[(\d]))\S|(?:^|[:>("'#[\]-]\s{0,3})[45]\d\d \p{Lu}/mu;
const TEXT = new RegExp(
  [
    /\b[45]\.\d{1,3}\.\d{1,3}\b|undeliver|could not be delivered|did not reach|delivery.{0,40}(?:fail|stopped)|unknown user|user unknown|returned|permanent|yet to be delivered|not listed|(?:invalid|no such|unknown) (?:recipient|address|user|mailbox)|(?:recipient|address|mailbox) (?:rejected|not found|full|is full|invalid)/
      .source,
    ...wordsOf('texts'),
  ].join('|'),
  'i',
);

export function isReturnedSubject(subject: string): boolean {
  return SUBJECT.test(subject);
}

/** Whether the beginning of a text tells of a mail that did not arrive; people tell of that too. */
export function hasFailureWords(text: string): boolean {
  const beginning = text.slice(0, 6_000);
  return SMTP_REPLY.test(beginning) || TEXT.test(beginning);
}

function wordsOf(kind: keyof ReturnedMailWords): string[] {
  return Object.values(WORDS).map((words) => words[kind]);
}
