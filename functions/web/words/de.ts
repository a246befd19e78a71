import type { PageWords } from './page-words.ts';

export const de: PageWords = {
  language: 'de',
  locale: 'de-DE',
  notices: {
    said: 'Danke. Ihre Nachricht ist bei uns.',
    confirmed: 'Danke für die Nachricht, dass es funktioniert.',
    rejected: 'Danke. Wir nehmen es wieder auf.',
    rated: 'Danke. Wir haben Ihre Meinung notiert.',
    nothing_written: 'Es war noch nichts geschrieben.',
    moved_on: 'Es ist inzwischen weitergegangen. Unten sehen Sie den jetzigen Stand.',
    too_many: 'Das war viel auf einmal. Bitte warten Sie eine Minute und versuchen Sie es noch einmal.',
  },
  standings: {
    with_us: { stands: 'Wir arbeiten an Ihrer Anfrage.', turn: 'Wir sind an der Reihe.' },
    with_you: {
      stands: 'Wir haben Sie etwas gefragt und warten auf Ihre Antwort.',
      turn: 'Sie sind an der Reihe.',
    },
    verify: {
      stands: 'Wir glauben, dass es gelöst ist.',
      turn: 'Sie sind an der Reihe: Funktioniert es?',
    },
    solved: {
      stands: 'Es ist gelöst. Wir schreiben auf, was wir daraus gelernt haben.',
      turn: 'Für Sie ist nichts mehr zu tun.',
    },
    closed: {
      stands: 'Diese Anfrage ist abgeschlossen.',
      turn: 'Es ist nichts mehr zu tun. Wenn Sie schreiben, sehen wir es uns noch einmal an.',
    },
  },
  promises: {
    first_reply: { open: 'Sie hören von uns bis', late: 'Sie hätten von uns hören sollen bis' },
    step: { open: 'Der nächste Schritt folgt bis', late: 'Der nächste Schritt hätte folgen sollen bis' },
    resolution: { open: 'Gelöst sein soll es bis', late: 'Gelöst sein sollte es bis' },
    your_answer: { open: 'Bitte antworten Sie bis', late: 'Wir haben auf Ihre Antwort gewartet bis' },
  },
  whereItStands: 'Wo es steht',
  way: 'Der Weg Ihrer Anfrage',
  stepStates: { done: 'erledigt', current: 'jetzt', ahead: 'kommt noch' },
  verify: {
    question: 'Funktioniert es?',
    yes: 'Es funktioniert',
    missing: 'Was stimmt noch nicht? (wenn Sie möchten)',
    no: 'Noch nicht',
  },
  messages: 'Nachrichten',
  earlier: (count) => `${count} ältere Nachrichten sind ausgelassen.`,
  wholeText: 'Ganze Nachricht lesen',
  filesKeptBack: {
    pending_scan: 'wird noch auf Schadsoftware geprüft; bitte versuchen Sie es in einigen Minuten wieder',
    infected: 'zurückgehalten: Es wurde Schadsoftware darin gefunden',
    unscannable: 'zurückgehalten: Die Datei ließ sich nicht auf Schadsoftware prüfen',
    blocked_type: 'zurückgehalten: Dateien dieser Art werden nicht weitergegeben',
    too_large: 'zurückgehalten: Die Datei ist zu groß',
    gone: 'nicht mehr vorhanden',
  },
  fileKeptBack: 'Diese Datei kann nicht abgerufen werden',
  you: 'Sie',
  somebodyElse: 'Jemand anderes bei dieser Anfrage',
  reply: { answer: 'Ihre Antwort', write: 'Schreiben Sie uns', label: 'Ihre Nachricht', send: 'Senden' },
  forTheDesk:
    'Das sieht die Kundin oder der Kunde. Um zu schreiben, antworten Sie auf eine Mail des Supports.',
  survey: {
    question: 'Wie waren wir?',
    scores: ['Sehr schlecht', 'Schlecht', 'In Ordnung', 'Gut', 'Sehr gut'],
    comment: 'Was sollten wir wissen? (wenn Sie möchten)',
    save: 'Senden',
    until: 'Sie können Ihre Antwort ändern bis',
    over: 'Diese Frage ist nicht (mehr) offen.',
    back: 'Zu Ihrer Anfrage',
  },
  unknown: {
    title: 'Seite nicht gefunden',
    nothing: 'Hier ist nichts',
    why: 'Bitte öffnen Sie den Link aus unserer Mail noch einmal vollständig. Einige Zeit nach dem Abschluss einer Anfrage gelten Links nicht mehr.',
  },
};
