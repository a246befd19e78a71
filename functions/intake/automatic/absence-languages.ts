/**
 * How people and programs of one language say that somebody is away: several of a kind are divided by `|`, all in lower
 * case. What begins so counts, so that a stem stands for all its endings.
 */
export interface AbsenceLanguage {
  /** How only machines begin a subject: "Automatic reply". */
  answers: string;
  /** How they begin it as well, but people too: "On leave". */
  absent: string;
  /** Words of absence in the text of a mail that is automatic anyway. */
  away: string;
  /** Before or right after the day of the return: `back` on 3 May, am 3. Mai `wieder`. */
  back: string;
  /** Whole words before the last day: `until` 3 May. */
  until: string;
}

/** Language by ISO 639-1 code. */
export const ABSENCE_LANGUAGES: Record<string, AbsenceLanguage> = {
  en: {
    answers:
      'automatic reply|auto reply|auto-reply|autoreply|auto response|auto-response|autoresponse|automated reply|automated response|automatic response|out of office|out of the office|out-of-office|ooo re:|holiday notice|absence notice',
    absent:
      "auto:|ooo:|vacation|on vacation|away from|i am out of|i'm out of|on leave|annual leave|on holiday|on annual leave",
    away: "out of office|out of the office|on vacation|from vacation|on annual leave|from annual leave|on holiday|from holiday|on leave|from leave|on maternity leave|on parental leave|on paternity leave|i am away|i'm away|i’m away|i will be away|i'll be away|i am currently away|i'm currently away|i am currently out|i am out of|i'm out of|i’m out of|i will be out of|i'll be out of|i am travel|i'm travel|i will be travel|i'll be travel|i am currently travel|not in the office|away from my desk|away from the office|limited access to e|limited access to my|no access to e|no access to my e|will be back|will return|am back on|am back in",
    back: 'back|return|available again|available from|again on|again from|again as of|in the office on|in the office again|reachable from|reachable on|reachable again',
    until: 'until|till|til|thru|through|up to',
  },
  de: {
    answers:
      'automatische antwort|abwesenheitsnotiz|abwesenheitsassistent|autoantwort|automatische abwesenheit|urlaubsmeldung|automatische rückantwort',
    absent: 'abwesenheit|ich bin im urlaub|nicht im büro|abwesend|außer haus',
    away: 'nicht im büro|nicht im haus|nicht am arbeitsplatz|im urlaub|in urlaub|abwesend|bin wieder ab dem|bin ab dem|bin erst ab dem|bin erst wieder|außer haus|ausser haus|in elternzeit|im mutterschutz|nicht erreichbar|wieder erreichbar|zurück im büro|dienstreise',
    back: 'wieder|zurück|ab dem|zurueck',
    until: 'bis|bis zum',
  },
  fr: {
    answers:
      "réponse automatique|reponse automatique|message d'absence|message d’absence|notification d'absence",
    absent: 'absence du bureau|absent du bureau|absente du bureau|absence :|absence:',
    away: 'absent du|absente du|absent jusqu|absente jusqu|suis absent|serai absent|en congé|en vacances|en déplacement|hors du bureau|de retour le|de retour à partir|serai de retour|mon absence',
    back: 'de retour|retour|reviendrai|rentre|reprise|joignable|reviens',
    until: "jusqu'au|jusqu’au|jusqu'à|jusqu’à|jusqu'en|jusqu",
  },
  es: {
    answers: 'respuesta automática|respuesta automatica|mensaje automático',
    absent: 'fuera de la oficina|fuera de oficina|ausente de la oficina|estoy de vacaciones',
    away: 'fuera de la oficina|fuera de oficina|de vacaciones|estoy ausente|estaré ausente|no estaré en la oficina|de baja|de permiso',
    back: 'vuelvo|volver|regres|de vuelta|incorpor|de regreso',
    until: 'hasta',
  },
  ca: {
    answers: 'resposta automàtica',
    absent: "fora de l'oficina|fora de l’oficina|absència",
    away: "de vacances|fora de l'oficina|fora de l’oficina|absent fins|estic absent|estaré absent",
    back: 'tornar|torno|de tornada',
    until: 'fins|fins al|fins a',
  },
  gl: {
    answers: 'resposta automática',
    absent: 'fóra da oficina',
    away: 'de vacacións|fóra da oficina|estou ausente',
    back: 'volver|volvo|regres|de volta',
    until: 'ata|ata o',
  },
  pt: {
    answers: 'resposta automática|resposta automatica',
    absent: 'fora do escritório|ausência temporária|ausente do escritório',
    away: 'fora do escritório|de férias|em férias|estou ausente|estarei ausente|não estarei no escritório|de licença',
    back: 'de volta|voltar|volto|retorn|regress|de regresso',
    until: 'até|ate',
  },
  it: {
    answers: 'risposta automatica|risposta non al computer',
    absent: "fuori sede|fuori ufficio|assente dall'ufficio|assente dall’ufficio|sono in ferie",
    away: 'fuori ufficio|fuori sede|in ferie|in vacanza|sono assente|sarò assente|assente fino|non sono in ufficio|non sarò in ufficio',
    back: 'rientr|ritorn|torner|torno|sarò di nuovo|di nuovo',
    until: 'fino|sino|fino al|fino a',
  },
  nl: {
    answers: 'automatisch antwoord|automatische reactie|automatische beantwoording',
    absent: 'niet aanwezig|afwezigheid|afwezig|niet op kantoor|buiten kantoor',
    away: 'op vakantie|met vakantie|met verlof|afwezig|niet op kantoor|niet aanwezig|weer aanwezig|niet bereikbaar|weer bereikbaar|buiten kantoor',
    back: 'terug|weer|bereikbaar vanaf',
    until: 'tot|t/m|tot en met',
  },
  da: {
    answers: 'autosvar|automatisk svar|fraværsbesked',
    absent: 'ikke på kontoret|fravær|ikke til stede',
    away: 'på ferie|ikke på kontoret|ikke til stede|fraværende|ferie til|holder ferie|barsel|tilbage på kontoret|er tilbage|tilbage igen',
    back: 'tilbage|igen d.|igen den|igen fra',
    until: 'til og med|t.o.m.|t.o.m|til|indtil|frem til',
  },
  nb: {
    answers: 'autosvar|automatisk svar|fraværsmelding',
    absent: 'fravær|ikke til stede|ikke på kontoret|utenfor kontoret',
    away: 'på ferie|ikke på kontoret|fraværende|bortreist|permisjon|utenfor kontoret|er tilbake|tilbake på kontoret',
    back: 'tilbake|igjen den|igjen fra',
    until: 'til og med|til|frem til|fram til',
  },
  sv: {
    answers: 'automatiskt svar|autosvar',
    absent: 'frånvaro|frånvarande|inte på kontoret|ej på kontoret',
    away: 'på semester|inte på kontoret|ej på kontoret|frånvarande|tjänstledig|föräldraledig|är tillbaka|är åter|tillbaka på kontoret|ledig till|på resande fot',
    back: 'åter|tillbaka|igen den|igen från',
    until: 'till och med|t.o.m.|t.o.m|tom|till|fram till|tills',
  },
  fi: {
    answers: 'automaattinen vastaus|automaattivastaus',
    absent: 'poissaolo|poissa|lomalla|en ole paikalla',
    away: 'lomalla|poissa|en ole paikalla|en ole toimistolla|lomani|vapaalla|tavoitettavissa jälleen',
    back: 'palaan|takaisin|paikalla|tavoitettavissa',
    until: '',
  },
  pl: {
    answers: 'autoodpowiedź|odpowiedź automatyczna|automatyczna odpowiedź',
    absent: 'poza biurem|nieobecność|nieobecny|nieobecna',
    away: 'urlop|nieobecn|poza biurem|będę niedostępn|jestem niedostępn|zwolnieni|delegacj',
    back: 'wrac|powr|będę ponownie|będę dostępn|będę w biurze|wróc',
    until: 'do dnia|do|do końca',
  },
  cs: {
    answers: 'automatická odpověď|automatická odpoved',
    absent: 'mimo kancelář|nepřítomnost|jsem mimo',
    away: 'dovolen|mimo kancelář|nepřítom|nejsem v kanceláři|budu mimo',
    back: 'zpět|vrát|vraci|vracím|opět',
    until: 'do|až do',
  },
  sk: {
    answers: 'automatická odpoveď',
    absent: 'mimo kancelárie|neprítomnosť',
    away: 'dovolen|mimo kancelári|neprítom|nie som v kancelárii|budem mimo',
    back: 'späť|vráti|opäť|vraciam',
    until: 'do|až do',
  },
  hu: {
    answers: 'automatikus válasz|automatikus üzenet',
    absent: 'házon kívül|távollét|szabadságon',
    away: 'szabadság|házon kívül|távol vagyok|távol leszek|nem vagyok az irodában|nem tartózkodom',
    back: 'vissza|ismét|újra',
    until: '',
  },
  ro: {
    answers: 'răspuns automat|raspuns automat',
    absent: 'absență|în concediu|în afara biroului',
    away: 'concediu|în afara biroului|nu sunt la birou|sunt plecat|voi lipsi|lipsesc',
    back: 'revin|reveni|întorc|înapoi',
    until: 'până|până la|pana|pana la|până pe',
  },
  tr: {
    answers: 'otomatik yanıt|otomatik cevap',
    absent: 'ofis dışında|ofis dışındayım|izindeyim|dışarıda',
    away: 'tatilde|izinde|ofis dışında|ofiste değil|yıllık izin|ofiste olmayaca|dışındayım',
    back: 'dön|geri',
    until: 'kadar',
  },
  el: {
    answers: 'αυτόματη απάντηση|αυτόματο μήνυμα',
    absent: 'εκτός γραφείου|απουσία',
    away: 'εκτός γραφείου|άδεια|απουσιάζω|θα απουσι|διακοπές|διακοπων',
    back: 'επιστρ|πίσω|επιστροφή',
    until: 'έως|ως|μέχρι|εως|μεχρι',
  },
  ru: {
    answers: 'автоматический ответ|автоответ|автоматическое уведомление',
    absent: 'вне офиса|отсутствие на рабочем месте|отсутствую|нет на месте|я в отпуске',
    away: 'отпуск|вне офиса|нет в офисе|нет на рабочем месте|не в офисе|отсутств|в командировке|больничном|вернусь',
    back: 'верну|выхожу|выйду|буду на месте|буду в офисе|буду доступ|возвращ|приступлю',
    until: 'до|по',
  },
  uk: {
    answers: 'автоматична відповідь|автовідповідь',
    absent: 'поза офісом|відсутність|я у відпустці',
    away: 'відпуст|поза офісом|не в офісі|відсутн|у відрядженні|повернусь|повернуся',
    back: 'поверн|вийду',
    until: 'до|по',
  },
  bg: {
    answers: 'автоматичен отговор',
    absent: 'извън офиса|отсъствие|в отпуск',
    away: 'отпуск|извън офиса|отсъств|не съм в офиса',
    back: 'връщам|върна|обратно',
    until: 'до',
  },
  sr: {
    answers: 'аутоматски одговор|аутоматски|automatski odgovor',
    absent: 'ван канцеларије|одсуство|van kancelarije',
    away: 'на одмору|одмор|одсут|ван канцеларије|na odmoru|odsut|van kancelarije|боловањ',
    back: 'враћам|вратићу|назад|vraćam|vratiću',
    until: 'до|do',
  },
  hr: {
    answers: 'automatski odgovor',
    absent: 'izvan ureda|odsutnost|na godišnjem',
    away: 'godišnj|izvan ureda|odsut|na dopustu|nisam u uredu|bolovanj|na odmoru',
    back: 'vraćam|vratit|natrag|ponovno',
    until: 'do',
  },
  sl: {
    answers: 'samodejni odgovor',
    absent: 'avtomatski odgovor|odsotnost|izven pisarne|na dopustu',
    away: 'dopust|odsot|izven pisarne|ni me v pisarni|nisem v pisarni|bolnišk',
    back: 'vrnem|vrnil|nazaj|spet|ponovno',
    until: 'do',
  },
  mk: {
    answers: 'автоматски одговор',
    absent: 'надвор од канцеларија|отсуство',
    away: 'на одмор|отсут|надвор од канцеларија',
    back: 'враќам|вратам|назад',
    until: 'до',
  },
  et: {
    answers: 'automaatvastus|automaatne vastus',
    absent: 'kontorist väljas|eemal|puhkusel',
    away: 'puhkus|kontorist väljas|eemal|ei ole kontoris|lähetus',
    back: 'tagasi|naasen',
    until: 'kuni',
  },
  lv: {
    answers: 'automātiskā atbilde|automātiska atbilde',
    absent: 'ārpus biroja|prombūtn',
    away: 'atvaļinājum|ārpus biroja|prombūtn|neesmu birojā|komandējum',
    back: 'atgriez|atpakaļ',
    until: 'līdz',
  },
  lt: {
    answers: 'automatinis atsakymas|automatinis pranešimas',
    absent: 'ne biure|nesu darbe',
    away: 'atostog|ne biure|nesu biure|nesu darbe|nebūsiu|komandiruot',
    back: 'grįš|grįž|sugrįš|atgal',
    until: 'iki',
  },
  is: {
    answers: 'sjálfvirkt svar',
    absent: 'ekki við|fjarvera',
    away: 'í fríi|í orlofi|fjarverandi|ekki við|utan skrifstofu|í leyfi',
    back: 'kem aftur|aftur|til baka|kominn|komin',
    until: 'til|fram til',
  },
  eu: {
    answers: 'erantzun automatikoa',
    absent: 'bulegotik kanpo',
    away: 'oporretan|bulegotik kanpo|kanpoan',
    back: 'itzul|bueltat',
    until: '',
  },
  sq: {
    answers: 'përgjigje automatike',
    absent: 'jashtë zyrës',
    away: 'me pushime|jashtë zyrës|në leje|mungoj',
    back: 'kthehem|kthimi',
    until: 'deri|deri më',
  },
  ja: {
    answers: '自動応答|自動返信|不在通知|自動回答|自動送信',
    absent: '不在のお知らせ|不在中|休暇のお知らせ',
    away: '不在|休暇|休業|お休み|出張|留守',
    back: '復帰|戻り|出社',
    until: '',
  },
  zh: {
    answers: '自动回复|自動回覆|自动答复|自動回復|自動回复|假期自动回复',
    absent: '外出|不在办公室|不在辦公室',
    away: '休假|不在办公室|不在辦公室|外出|度假|出差|请假|請假|年假|放假',
    back: '回来|返回|回到|回來|恢复|恢復|上班',
    until: '至|到|直到',
  },
  ko: {
    answers: '자동 회신|자동 응답|자동회신|자동응답|자동 답장',
    absent: '부재중|부재 중',
    away: '휴가|부재|출장|자리를 비|사무실에 없',
    back: '복귀|돌아',
    until: '',
  },
  vi: {
    answers: 'trả lời tự động|thư trả lời tự động|phản hồi tự động',
    absent: 'vắng mặt|ngoài văn phòng',
    away: 'nghỉ phép|vắng mặt|không có mặt|ngoài văn phòng|đi công tác|kỳ nghỉ',
    back: 'quay lại|trở lại',
    until: 'đến|tới|cho đến|đến hết|đến ngày|tới ngày|đến hết ngày',
  },
  id: {
    answers: 'balasan otomatis|jawaban otomatis',
    absent: 'di luar kantor|sedang cuti',
    away: 'cuti|di luar kantor|tidak di kantor|tidak berada di kantor|libur',
    back: 'kembali',
    until: 'hingga|sampai|sampai dengan|s/d|hingga tanggal|sampai tanggal',
  },
  ms: {
    answers: 'balasan automatik|jawapan automatik',
    absent: 'di luar pejabat|bercuti',
    away: 'bercuti|cuti|di luar pejabat|tiada di pejabat',
    back: 'kembali',
    until: 'sehingga|hingga|sampai',
  },
  th: {
    answers: 'ตอบกลับอัตโนมัติ|การตอบกลับอัตโนมัติ',
    absent: 'ไม่อยู่ที่สำนักงาน|ไม่อยู่',
    away: 'ลาพักร้อน|ลาพัก|ไม่อยู่ที่|ลาหยุด|ลากิจ|ลาป่วย|วันหยุด|ไม่อยู่ใน',
    back: 'กลับ',
    until: 'ถึง|จนถึง|ถึงวันที่|จนถึงวันที่',
  },
  he: {
    answers: 'תשובה אוטומטית|מענה אוטומטי|הודעת היעדרות|היעדרות',
    absent: 'מחוץ למשרד',
    away: 'מחוץ למשרד|בחופש|בחופשה|לא במשרד|נעדר|איני במשרד',
    back: 'אחזור|חוזר|אשוב|בחזרה',
    until: 'עד',
  },
  ar: {
    answers: 'رد تلقائي|الرد التلقائي|رد آلي',
    absent: 'خارج المكتب',
    away: 'خارج المكتب|في إجازة|إجازة|لست في المكتب|غير متواجد|في عطلة',
    back: 'أعود|سأعود|العودة|عودتي',
    until: 'حتى|لغاية|إلى',
  },
  fa: {
    answers: 'پاسخ خودکار',
    absent: 'خارج از دفتر|عدم حضور',
    away: 'مرخصی|خارج از دفتر|در دفتر نیستم|حضور ندارم|تعطیلات',
    back: 'بازمی|باز می|برمی|بازگشت',
    until: 'تا',
  },
  hi: {
    answers: 'स्वचालित उत्तर|स्वतः उत्तर|ऑटो रिप्लाई',
    absent: 'कार्यालय से बाहर',
    away: 'कार्यालय से बाहर|छुट्टी|अवकाश|कार्यालय में नहीं',
    back: 'वापस|लौट',
    until: '',
  },
  bn: {
    answers: 'স্বয়ংক্রিয় উত্তর|স্বয়ংক্রিয় জবাব',
    absent: 'অফিসের বাইরে',
    away: 'ছুটিতে|অফিসের বাইরে|ছুটি',
    back: 'ফিরে|ফিরব',
    until: '',
  },
};
