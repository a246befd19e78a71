import type { PageWords } from './page-words.ts';

export const fr: PageWords = {
  language: 'fr',
  locale: 'fr-FR',
  notices: {
    said: 'Merci. Votre message nous est parvenu.',
    confirmed: 'Merci de nous dire que cela fonctionne.',
    rejected: 'Merci. Nous reprenons votre demande.',
    rated: 'Merci. Nous avons noté votre avis.',
    nothing_written: 'Il n’y avait encore rien d’écrit.',
    moved_on: 'La situation a changé entre-temps. Voici où en est votre demande.',
    too_many: 'Cela fait beaucoup d’un coup. Patientez une minute et réessayez.',
  },
  standings: {
    with_us: { stands: 'Nous travaillons à votre demande.', turn: 'C’est à nous.' },
    with_you: {
      stands: 'Nous vous avons posé une question et attendons votre réponse.',
      turn: 'C’est à vous.',
    },
    verify: {
      stands: 'Nous pensons que c’est résolu.',
      turn: 'C’est à vous : est-ce que cela fonctionne ?',
    },
    solved: {
      stands: 'C’est résolu. Nous notons ce que nous avons appris.',
      turn: 'Vous n’avez plus rien à faire.',
    },
    closed: {
      stands: 'Cette demande est close.',
      turn: 'Il n’y a plus rien à faire. Si vous écrivez, nous la reprenons.',
    },
  },
  promises: {
    first_reply: {
      open: 'Vous aurez de nos nouvelles avant',
      late: 'Vous auriez dû avoir de nos nouvelles avant',
    },
    step: { open: 'Prochaine étape avant', late: 'La prochaine étape aurait dû venir avant' },
    resolution: { open: 'Nous voulons avoir résolu cela avant', late: 'Cela devait être résolu avant' },
    your_answer: {
      open: 'Merci de répondre avant',
      late: 'Nous avons attendu votre réponse jusqu’au',
    },
  },
  whereItStands: 'Où en est votre demande',
  way: 'Le parcours de votre demande',
  stepStates: { done: 'fait', current: 'en cours', ahead: 'à venir' },
  verify: {
    question: 'Est-ce que cela fonctionne ?',
    yes: 'Cela fonctionne',
    missing: 'Qu’est-ce qui ne va pas encore ? (si vous le souhaitez)',
    no: 'Pas encore',
  },
  messages: 'Messages',
  earlier: (count) => `${count} messages plus anciens ne sont pas affichés.`,
  wholeText: 'Lire le message en entier',
  filesKeptBack: {
    pending_scan: 'en cours d’analyse ; réessayez dans quelques minutes',
    infected: 'retenu : un logiciel malveillant y a été trouvé',
    unscannable: 'retenu : il n’a pas pu être analysé',
    blocked_type: 'retenu : les fichiers de ce type ne sont pas transmis',
    too_large: 'retenu : il est trop volumineux',
    gone: 'n’est plus disponible',
  },
  fileKeptBack: 'Ce fichier ne peut pas être téléchargé',
  you: 'Vous',
  somebodyElse: 'Une autre personne de cette demande',
  reply: { answer: 'Votre réponse', write: 'Écrivez-nous', label: 'Votre message', send: 'Envoyer' },
  forTheDesk:
    'Voilà ce que voit la personne qui a fait la demande. Pour écrire, répondez à un mail du support.',
  survey: {
    question: 'Comment avons-nous fait ?',
    scores: ['Très mal', 'Mal', 'Correct', 'Bien', 'Très bien'],
    comment: 'Que devrions-nous savoir ? (si vous le souhaitez)',
    save: 'Envoyer',
    until: 'Vous pouvez changer votre réponse jusqu’au',
    over: 'Cette question n’est pas (ou plus) ouverte.',
    back: 'Vers votre demande',
  },
  unknown: {
    title: 'Page introuvable',
    nothing: 'Il n’y a rien ici',
    why: 'Ouvrez de nouveau le lien de notre mail, en entier. Quelque temps après la clôture d’une demande, les liens ne fonctionnent plus.',
  },
};
