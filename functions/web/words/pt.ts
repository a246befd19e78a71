import type { PageWords } from './page-words.ts';

export const pt: PageWords = {
  language: 'pt',
  locale: 'pt-PT',
  notices: {
    said: 'Obrigado. A sua mensagem chegou até nós.',
    confirmed: 'Obrigado por nos dizer que funciona.',
    rejected: 'Obrigado. Vamos retomar o assunto.',
    rated: 'Obrigado. Registámos a sua opinião.',
    nothing_written: 'Ainda não havia nada escrito.',
    moved_on: 'Entretanto houve mudanças. Em baixo vê como está agora.',
    too_many: 'Foi muito de uma vez. Espere um minuto e tente de novo.',
  },
  standings: {
    with_us: { stands: 'Estamos a trabalhar no seu pedido.', turn: 'É a nossa vez.' },
    with_you: { stands: 'Fizemos-lhe uma pergunta e esperamos a sua resposta.', turn: 'É a sua vez.' },
    verify: { stands: 'Achamos que está resolvido.', turn: 'É a sua vez: funciona?' },
    solved: {
      stands: 'Está resolvido. Estamos a anotar o que aprendemos.',
      turn: 'Não tem mais nada a fazer.',
    },
    closed: {
      stands: 'Este pedido está encerrado.',
      turn: 'Não há mais nada a fazer. Se escrever, voltamos a vê-lo.',
    },
  },
  promises: {
    first_reply: { open: 'Terá notícias nossas até', late: 'Devia ter tido notícias nossas até' },
    step: { open: 'O próximo passo vem até', late: 'O próximo passo devia ter vindo até' },
    resolution: { open: 'Queremos resolvê-lo até', late: 'Queríamos resolvê-lo até' },
    your_answer: { open: 'Por favor, responda até', late: 'Esperámos a sua resposta até' },
  },
  whereItStands: 'Como está',
  way: 'O caminho do seu pedido',
  stepStates: { done: 'feito', current: 'agora', ahead: 'ainda por vir' },
  verify: {
    question: 'Funciona?',
    yes: 'Funciona',
    missing: 'O que ainda está mal? (se quiser)',
    no: 'Ainda não',
  },
  messages: 'Mensagens',
  earlier: (count) => `${count} mensagens anteriores não são mostradas.`,
  withFiles: (names) => `Com ${names}`,
  you: 'Você',
  somebodyElse: 'Outra pessoa neste pedido',
  reply: { answer: 'A sua resposta', write: 'Escreva-nos', label: 'A sua mensagem', send: 'Enviar' },
  forTheDesk: 'Isto é o que o cliente vê. Para escrever, responda a um e-mail do suporte.',
  survey: {
    question: 'Como nos saímos?',
    scores: ['Muito mal', 'Mal', 'Razoável', 'Bem', 'Muito bem'],
    comment: 'O que devíamos saber? (se quiser)',
    save: 'Enviar',
    until: 'Pode mudar a sua resposta até',
    over: 'Esta pergunta não está aberta (ou já não está).',
    back: 'Para o seu pedido',
  },
  unknown: {
    title: 'Página não encontrada',
    nothing: 'Aqui não há nada',
    why: 'Abra de novo a ligação do nosso e-mail, completa. Algum tempo depois de um pedido ser encerrado as ligações deixam de funcionar.',
  },
};
