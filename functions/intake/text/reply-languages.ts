/** The words by which mail programs of one language introduce what is quoted, forwarded or signed. */
export interface ReplyLanguage {
  /** First word of an attribution: `On` Monday … wrote. */
  openers: string[];
  /** What the quoted person did: `wrote`. Spaces stand for any white space. */
  verbs: string[];
  from: string[];
  sent: string[];
  to: string[];
  cc: string[];
  subject: string[];
  /** Between hyphens: `-----Original Message-----`. */
  original: string[];
  /** Between hyphens, or as a line that ends in a colon. */
  forwarded: string[];
  /** How a telephone's or program's line under the text begins. */
  sentFrom: string[];
}

/** Language by ISO 639-1 code. A language is added here and nowhere else. */
export const REPLY_LANGUAGES: Record<string, ReplyLanguage> = {
  en: {
    openers: ['On', 'At', 'In message'],
    verbs: ['wrote', 'writes', 'said', 'says', 'sent', 'has written', 'responded', 'posted', 'replied'],
    from: ['From', 'Sender'],
    sent: ['Sent', 'Date', 'Received', 'Sent on', 'Sent at'],
    to: ['To', 'Recipient'],
    cc: ['Cc', 'Bcc', 'Reply-To', 'Importance', 'Attachments', 'Organization', 'Mailed-by'],
    subject: ['Subject', 'Re'],
    original: ['original message', 'reply message', 'original mail', 'original email', 'original appointment', 'message d origine'],
    forwarded: ['forwarded message', 'forwarded by', 'begin forwarded message', 'forwarded email', 'forwarded mail', 'forward header', 'fwd'],
    sentFrom: ['Sent from', 'Sent via', 'Sent with', 'Sent by', 'Sent using', 'Sent wirelessly', 'Get Outlook for', 'From my', 'Sent on the', 'Sent through', 'Get the Outlook app', 'Download Outlook for'],
  },
  de: {
    openers: ['Am', 'Den', 'Vom'],
    verbs: ['schrieb', 'schrieben', 'hat geschrieben', 'geschrieben', 'schreibt', 'hat folgendes geschrieben', 'schrieb folgendes', 'verfasst'],
    from: ['Von', 'Absender'],
    sent: ['Gesendet', 'Datum', 'Gesendet am', 'Verschickt'],
    to: ['An', 'Empfänger'],
    cc: ['Kopie', 'Cc', 'Antwort an', 'Wichtigkeit', 'Priorität'],
    subject: ['Betreff', 'Betr'],
    original: ['ursprüngliche nachricht', 'ursprüngliche mail', 'originalnachricht', 'original-nachricht', 'original nachricht', 'antwort nachricht', 'originalmail', 'ursprungliche nachricht'],
    forwarded: ['weitergeleitete nachricht', 'anfang der weitergeleiteten e-mail', 'anfang der weitergeleiteten nachricht', 'weitergeleitet von', 'beginn der weitergeleiteten nachricht'],
    sentFrom: ['Von meinem', 'Gesendet von', 'Gesendet mit', 'Gesendet über', 'Diese Nachricht wurde von', 'Diese Nachricht wurde mit', 'Outlook für', 'Holen Sie sich Outlook', 'Mit meinem', 'Von unterwegs gesendet'],
  },
  fr: {
    openers: ['Le', 'En date du', "À", 'Dans le message'],
    verbs: ['a écrit', 'écrit', 'a ecrit', 'nous a dit', 'a envoyé', 'écrivait', 'a rédigé'],
    from: ['De', 'Expéditeur', 'Émetteur'],
    sent: ['Envoyé', 'Date', 'Envoyé le', 'Envoyée'],
    to: ['À', 'A', 'Destinataire', 'Pour'],
    cc: ['Cc', 'Copie', 'Copie à', 'Répondre à'],
    subject: ['Objet', 'Sujet'],
    original: ["message d'origine", 'message d’origine', 'message original', "message d'origine", 'courriel original', 'mail original', "e-mail d'origine"],
    forwarded: ['message transféré', 'message transferé', 'début du message réexpédié', 'début du message transféré', 'message réexpédié', 'message transmis'],
    sentFrom: ['Envoyé de', 'Envoyé depuis', 'Envoyé à partir', 'Télécharger Outlook', 'Envoyé par', 'Envoyé avec', 'Provenance :', 'Obtenir Outlook', 'Obtenez Outlook'],
  },
  es: {
    openers: ['El', 'En'],
    verbs: ['escribió', 'escribio', 'escribieron', 'ha escrito', 'escribe', 'envió'],
    from: ['De', 'Remitente'],
    sent: ['Enviado', 'Enviado el', 'Fecha', 'Enviada'],
    to: ['Para', 'Destinatario'],
    cc: ['Cc', 'Con copia', 'Responder a'],
    subject: ['Asunto'],
    original: ['mensaje original', 'mensaje de origen'],
    forwarded: ['mensaje reenviado', 'inicio del mensaje reenviado', 'mensaje reenviado por'],
    sentFrom: ['Enviado desde', 'Enviado con', 'Enviado de', 'Obtener Outlook', 'Descargar Outlook', 'Enviado por'],
  },
  ca: {
    openers: ['El', 'En data'],
    verbs: ['ha escrit', 'va escriure', 'escrigué'],
    from: ['De'], sent: ['Enviat', 'Data', 'Enviat el'], to: ['Per a', 'A'], cc: ['Cc'], subject: ['Assumpte', 'Tema'],
    original: ['missatge original'], forwarded: ['missatge reenviat'], sentFrom: ['Enviat des', 'Enviat del'],
  },
  pt: {
    openers: ['Em', 'No dia', 'A', 'Na'],
    verbs: ['escreveu', 'escreveram', 'enviou', 'escreve'],
    from: ['De', 'Remetente'], sent: ['Enviada em', 'Enviado', 'Enviado em', 'Data', 'Enviada', 'Envio'], to: ['Para', 'Destinatário'], cc: ['Cc', 'Com cópia'], subject: ['Assunto'],
    original: ['mensagem original', 'mensagem de origem'],
    forwarded: ['mensagem encaminhada', 'mensagem reencaminhada', 'início da mensagem reencaminhada', 'início da mensagem encaminhada'],
    sentFrom: ['Enviado do meu', 'Enviado de', 'Enviado a partir', 'Enviada do', 'Obter o Outlook', 'Obtenha o Outlook', 'Enviado via'],
  },
  it: {
    openers: ['Il', 'In data', 'Il giorno', 'Alle', 'Lunedì', 'Martedì', 'Mercoledì', 'Giovedì', 'Venerdì', 'Sabato', 'Domenica'],
    verbs: ['ha scritto', 'scrisse', 'scrive', 'scriveva', 'hanno scritto'],
    from: ['Da', 'Mittente'], sent: ['Data', 'Inviato', 'Inviata', 'Inviato il'], to: ['A', 'Destinatario'], cc: ['Cc', 'Per conoscenza', 'Risposta', 'Rispondi a'], subject: ['Oggetto'],
    original: ['messaggio originale', 'messaggio originario'],
    forwarded: ['messaggio inoltrato', 'inizio messaggio inoltrato', 'inizio del messaggio inoltrato', 'messaggio inoltrato da'],
    sentFrom: ['Inviato da', 'Inviato dal', 'Inviata da', 'Inviato con', 'Inviato tramite', 'Scarica Outlook', 'Ottieni Outlook'],
  },
  nl: {
    openers: ['Op', 'Van', 'Den'],
    verbs: ['schreef', 'schreven', 'heeft het volgende geschreven', 'het volgende geschreven', 'schreef het volgende', 'het volgende', 'heeft geschreven', 'verzond', 'verzonden', 'schrijft'],
    from: ['Van', 'Afzender'], sent: ['Verzonden', 'Datum', 'Verstuurd', 'Verzonden op'], to: ['Aan'], cc: ['Cc', 'Kopie'], subject: ['Onderwerp', 'Betreft'],
    original: ['oorspronkelijk bericht', 'origineel bericht', 'oorspronkelijke bericht', 'original bericht'],
    forwarded: ['doorgestuurd bericht', 'begin doorgestuurd bericht', 'doorgezonden bericht'],
    sentFrom: ['Verzonden vanaf', 'Verzonden met', 'Verstuurd vanaf', 'Verzonden vanuit', 'Verstuurd met', 'Verzonden via', 'Outlook voor', 'Download Outlook voor'],
  },
  da: {
    openers: ['Den', 'På', 'd.'],
    verbs: ['skrev', 'skrev følgende', 'har skrevet', 'skriver'],
    from: ['Fra', 'Afsender'], sent: ['Sendt', 'Dato'], to: ['Til'], cc: ['Cc', 'Kopi'], subject: ['Emne'],
    original: ['oprindelig besked', 'oprindelig meddelelse', 'original meddelelse', 'oprindelig e-mail'],
    forwarded: ['videresendt besked', 'videresendt meddelelse', 'start på videresendt besked', 'start på videresendt meddelelse'],
    sentFrom: ['Sendt fra', 'Sendt via', 'Sendt med', 'Hent Outlook'],
  },
  nb: {
    openers: ['Den', 'På', 'Kl.'],
    verbs: ['skrev', 'skrev følgende', 'har skrevet'],
    from: ['Fra', 'Avsender'], sent: ['Sendt', 'Dato'], to: ['Til'], cc: ['Kopi', 'Cc'], subject: ['Emne'],
    original: ['opprinnelig melding', 'original melding', 'opprinnelig e-post'],
    forwarded: ['videresendt melding', 'videresendt e-post', 'begynnelse på videresendt melding'],
    sentFrom: ['Sendt fra', 'Skaff Outlook', 'Sendt med'],
  },
  sv: {
    openers: ['Den', 'På', 'Vid'],
    verbs: ['skrev', 'skrev följande', 'har skrivit', 'skriver'],
    from: ['Från', 'Avsändare'], sent: ['Skickat', 'Datum', 'Skickades'], to: ['Till'], cc: ['Kopia', 'Cc'], subject: ['Ämne'],
    original: ['ursprungligt meddelande', 'originalmeddelande', 'ursprungsmeddelande', 'ursprungligt mail'],
    forwarded: ['vidarebefordrat meddelande', 'vidarebefordrat brev', 'börja vidarebefordrat meddelande'],
    sentFrom: ['Skickat från', 'Skickat med', 'Hämta Outlook', 'Från min', 'Skickades från', 'Sänt från'],
  },
  fi: {
    openers: [],
    verbs: ['kirjoitti', 'kirjoittivat', 'kirjoittaa', 'kirjoitti seuraavasti'],
    from: ['Lähettäjä', 'Mistä'], sent: ['Lähetetty', 'Päivämäärä', 'Päiväys'], to: ['Vastaanottaja', 'Kenelle'], cc: ['Kopio'], subject: ['Aihe'],
    original: ['alkuperäinen viesti', 'alkuperäinen sähköpostiviesti'],
    forwarded: ['välitetty viesti', 'edelleenlähetetty viesti', 'välitetty viesti alkaa'],
    sentFrom: ['Lähetetty', 'Hanki Outlook'],
  },
  pl: {
    openers: ['W dniu', 'Dnia', 'Dnia:', 'W'],
    verbs: ['napisał', 'napisała', 'napisał(a)', 'napisał/a', 'pisze', 'napisali', 'użytkownik napisał'],
    from: ['Od', 'Nadawca'], sent: ['Wysłano', 'Data', 'Wysłane', 'Wysłany'], to: ['Do', 'Adresat'], cc: ['DW', 'UDW', 'Kopia'], subject: ['Temat'],
    original: ['wiadomość oryginalna', 'oryginalna wiadomość', 'wiadomość pierwotna'],
    forwarded: ['wiadomość przekazana dalej', 'przekazana wiadomość', 'treść przekazanej wiadomości', 'przesłana wiadomość', 'forwarded message'],
    sentFrom: ['Wysłano z', 'Wysłane z', 'Pobierz program Outlook', 'Wysłane przez'],
  },
  cs: {
    openers: ['Dne', 'V'],
    verbs: ['napsal', 'napsala', 'napsal(a)', 'píše', 'odeslal'],
    from: ['Od', 'Odesílatel'], sent: ['Odesláno', 'Datum', 'Posláno'], to: ['Komu'], cc: ['Kopie', 'Cc'], subject: ['Předmět'],
    original: ['původní zpráva', 'původní e-mail', 'původní email'],
    forwarded: ['přeposlaná zpráva', 'předaná zpráva', 'začátek přeposlané zprávy'],
    sentFrom: ['Odesláno z', 'Posláno z', 'Odesláno pomocí'],
  },
  sk: {
    openers: ['Dňa', 'V', 'Dátum:'],
    verbs: ['napísal', 'napísala', 'napísal(a)', 'píše', 'odoslal'],
    from: ['Od', 'Odosielateľ'], sent: ['Odoslané', 'Dátum', 'Poslané'], to: ['Komu', 'Pre'], cc: ['Kópia', 'Kópie'], subject: ['Predmet'],
    original: ['pôvodná správa', 'pôvodný e-mail'],
    forwarded: ['preposlaná správa', 'odoslaná správa', 'začiatok preposlanej správy'],
    sentFrom: ['Odoslané z', 'Poslané z'],
  },
  hu: {
    openers: [],
    verbs: ['írta', 'ezt írta', 'a következőt írta', 'írta a következőt', 'ezt írta (időpont'],
    from: ['Feladó', 'Küldő'], sent: ['Elküldve', 'Dátum', 'Küldve', 'Küldés dátuma'], to: ['Címzett'], cc: ['Másolat', 'Másolatot kap'], subject: ['Tárgy'],
    original: ['eredeti üzenet', 'eredeti levél'], forwarded: ['továbbított üzenet', 'továbbított levél', 'továbbított üzenet kezdete'],
    sentFrom: ['Elküldve', 'iPhone-omról küldve', 'Küldve'],
  },
  ro: {
    openers: ['Pe', 'În data', 'La', 'În'],
    verbs: ['a scris', 'au scris', 'scrie'],
    from: ['De la', 'Expeditor', 'De'], sent: ['Trimis', 'Data', 'Dată', 'Trimis la'], to: ['Către', 'Catre', 'Pentru'], cc: ['Cc', 'Copie'], subject: ['Subiect'],
    original: ['mesaj original', 'mesajul original', 'mesaj inițial'], forwarded: ['mesaj redirecționat', 'mesaj înaintat', 'mesaj redirectionat'],
    sentFrom: ['Trimis de pe', 'Trimis din'],
  },
  tr: {
    openers: [],
    verbs: ['yazdı', 'şunu yazdı', 'şunları yazdı', 'tarihinde şunu yazdı', 'tarihinde yazdı'],
    from: ['Kimden', 'Gönderen'], sent: ['Gönderildi', 'Tarih', 'Gönderme Tarihi', 'Gönderim tarihi'], to: ['Kime', 'Alıcı'], cc: ['Bilgi', 'Cc'], subject: ['Konu'],
    original: ['orijinal mesaj', 'özgün ileti', 'orijinal ileti', 'özgün mesaj'], forwarded: ['iletilen mesaj', 'yönlendirilen ileti', 'iletilmiş mesaj', 'iletilen ileti'],
    sentFrom: ['iPhone’umdan gönderildi', "iPhone'umdan gönderildi", 'iPhone’dan gönderildi', 'Gönderildi'],
  },
  el: {
    openers: ['Στις', 'Την', 'Την ημερομηνία', 'Στις:'],
    verbs: ['έγραψε', 'έγραψαν', 'γράφει', 'ο χρήστης έγραψε'],
    from: ['Από', 'Αποστολέας'], sent: ['Στάλθηκε', 'Ημερομηνία', 'Απεστάλη', 'Εστάλη'], to: ['Προς', 'Παραλήπτης'], cc: ['Κοιν.', 'Κοινοποίηση'], subject: ['Θέμα'],
    original: ['αρχικό μήνυμα', 'πρωτότυπο μήνυμα'], forwarded: ['προωθημένο μήνυμα', 'έναρξη προωθημένου μηνύματος', 'μήνυμα που προωθήθηκε'],
    sentFrom: ['Στάλθηκε από', 'Εστάλη από'],
  },
  ru: {
    openers: ['В'],
    verbs: ['написал', 'написала', 'написал(а)', 'пишет', 'писал', 'писала', 'пользователь написал', 'писал(а)', 'написали'],
    from: ['От', 'От кого', 'Отправитель'], sent: ['Дата', 'Отправлено', 'Послано'], to: ['Кому', 'Получатель'], cc: ['Копия'], subject: ['Тема'],
    original: ['исходное сообщение', 'оригинальное сообщение', 'первоначальное сообщение', 'исходное письмо', 'original message'],
    forwarded: ['пересылаемое сообщение', 'пересланное сообщение', 'начало переадресованного сообщения', 'перенаправленное сообщение', 'конец пересылаемого сообщения', 'начало пересылаемого сообщения', 'пересылаемое письмо'],
    sentFrom: ['Отправлено с', 'Отправлено из', 'Отправлено от', 'Послано с'],
  },
  uk: {
    openers: ['У', 'В'],
    verbs: ['пише', 'написав', 'написала', 'написав(ла)', 'написав/написала', 'користувач написав', 'писав'],
    from: ['Від', 'Від кого', 'Відправник'], sent: ['Дата', 'Надіслано', 'Відправлено'], to: ['Кому'], cc: ['Копія'], subject: ['Тема'],
    original: ['вихідне повідомлення', 'початкове повідомлення', 'оригінальне повідомлення'], forwarded: ['переслане повідомлення', 'повідомлення, що пересилається'],
    sentFrom: ['Надіслано з', 'Відправлено з', 'Надіслано від'],
  },
  zh: {
    openers: ['在', '于', '於'],
    verbs: ['写道', '寫道', '写了', '寫了', '写', '来信', '撰寫', '说'],
    from: ['发件人', '寄件者', '寄件人', '發件人'], sent: ['发送时间', '日期', '寄件日期', '傳送時間', '发件时间', '時間', '时间', '發送時間', '已傳送'], to: ['收件人', '收件者'], cc: ['抄送', '副本'], subject: ['主题', '主旨', '主題'],
    original: ['原始邮件', '原始郵件', '邮件原件', '原始訊息'], forwarded: ['转发的邮件', '轉寄郵件', '转发邮件', '转发邮件信息', '轉寄的郵件', 'forwarded message'],
    sentFrom: ['从我的', '從我的', '发自我的', '發自我的', '发自', '來自我的', '取得 Outlook', '获取 Outlook', '傳送自'],
  },
  ja: {
    openers: [],
    verbs: ['のメッセージ', 'は書きました', 'さんは書きました', 'wrote', 'のメール', 'さんのメール'],
    from: ['差出人', '送信者'], sent: ['送信日時', '日付', '送信日', '日時'], to: ['宛先', '宛て先'], cc: ['CC', '写し'], subject: ['件名'],
    original: ['元のメッセージ', '元のメール', 'オリジナルメッセージ'], forwarded: ['転送メッセージ', '転送されたメッセージ', '転送メール'],
    sentFrom: ['iPhoneから送信', 'Outlook for', 'iPadから送信', '私のiPhoneから', 'Yahoo!メール'],
  },
  ko: {
    openers: [],
    verbs: ['작성', '님이 작성', '에서 작성', '님이 작성한 메시지', '님께서 작성', '님의 말'],
    from: ['보낸 사람', '보낸사람', '발신'], sent: ['보낸 날짜', '날짜', '보낸날짜'], to: ['받는 사람', '받는사람', '수신'], cc: ['참조'], subject: ['제목'],
    original: ['원본 메시지', '원본 메일', '원본 편지'], forwarded: ['전달된 메시지', '전달된 메일'],
    sentFrom: ['나의 iPhone에서', '내 iPhone에서', '나의 iPad에서', 'iPhone에서 보냄'],
  },
  vi: {
    openers: ['Vào', 'Lúc', 'Ngày'],
    verbs: ['đã viết', 'viết', 'đã gửi'],
    from: ['Từ', 'Người gửi'], sent: ['Đã gửi', 'Ngày', 'Ngày gửi'], to: ['Đến', 'Tới', 'Gửi tới'], cc: ['Cc'], subject: ['Chủ đề', 'Tiêu đề'],
    original: ['thư gốc', 'tin nhắn gốc'], forwarded: ['thư đã chuyển tiếp', 'tin nhắn được chuyển tiếp', 'chuyển tiếp thư'],
    sentFrom: ['Đã gửi từ', 'Gửi từ'],
  },
  id: {
    openers: ['Pada', 'Tanggal'],
    verbs: ['menulis', 'tulis', 'wrote'],
    from: ['Dari', 'Pengirim'], sent: ['Dikirim', 'Tanggal'], to: ['Kepada', 'Ke'], cc: ['Tembusan'], subject: ['Perihal', 'Subjek', 'Hal'],
    original: ['pesan asli', 'pesan asal'], forwarded: ['pesan yang diteruskan', 'pesan terusan'],
    sentFrom: ['Dikirim dari', 'Dikirimkan dari'],
  },
  th: {
    openers: ['เมื่อ', 'ใน', 'วันที่'],
    verbs: ['เขียนว่า', 'เขียน', 'ได้เขียนว่า'],
    from: ['จาก', 'ผู้ส่ง'], sent: ['ส่งเมื่อ', 'วันที่'], to: ['ถึง'], cc: ['สำเนา', 'สําเนา'], subject: ['เรื่อง', 'หัวข้อ'],
    original: ['ข้อความเดิม', 'ข้อความต้นฉบับ'], forwarded: ['ข้อความที่ส่งต่อ'],
    sentFrom: ['ส่งจาก'],
  },
  he: {
    openers: ['בתאריך', 'ב-', 'ביום'],
    verbs: ['כתב', 'כתבה', 'מאת', 'נכתב על ידי', 'כתב/ה'],
    from: ['מאת'], sent: ['נשלח', 'תאריך'], to: ['אל'], cc: ['עותק', 'העתק'], subject: ['נושא'],
    original: ['הודעה מקורית', 'ההודעה המקורית'], forwarded: ['הודעה שהועברה', 'ההודעה הועברה'],
    sentFrom: ['נשלח מה', 'נשלח מ'],
  },
  ar: {
    openers: ['في', 'بتاريخ', 'في يوم'],
    verbs: ['كتب', 'كتبت', 'كتب/كتبت', 'تمت كتابة ما يلي بواسطة'],
    from: ['من'], sent: ['تاريخ الإرسال', 'التاريخ', 'أرسلت', 'تم الإرسال'], to: ['إلى'], cc: ['نسخة'], subject: ['الموضوع'],
    original: ['الرسالة الأصلية', 'رسالة أصلية'], forwarded: ['رسالة مُعاد توجيهها', 'رسالة معاد توجيهها', 'الرسالة المعاد توجيهها'],
    sentFrom: ['أرسلت من', 'تم الإرسال من', 'مرسل من'],
  },
};

export type LabelRole = 'from' | 'sent' | 'to' | 'cc' | 'subject';

export const REPLY_VOCABULARY = {
  openers: words('openers'),
  verbs: words('verbs'),
  original: words('original'),
  forwarded: words('forwarded'),
  sentFrom: words('sentFrom'),
  /** Lower-cased header label → the roles it has in any language. */
  labels: labelRoles(),
};

function words(key: 'openers' | 'verbs' | 'original' | 'forwarded' | 'sentFrom'): string[] {
  const all = Object.values(REPLY_LANGUAGES).flatMap((language) => language[key]);
  return [...new Set(all.map((word) => word.toLowerCase()))].toSorted((first, second) => second.length - first.length);
}

function labelRoles(): Map<string, Set<LabelRole>> {
  const roles: LabelRole[] = ['from', 'sent', 'to', 'cc', 'subject'];
  const entries = Object.values(REPLY_LANGUAGES).flatMap((language) =>
    roles.flatMap((role) => language[role].map((label) => ({ label: label.toLowerCase(), role }))),
  );
  const byLabel = Map.groupBy(entries, ({ label }) => label);
  return new Map([...byLabel].map(([label, found]) => [label, new Set(found.map(({ role }) => role))]));
}
