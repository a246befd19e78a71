import type { PageWords } from './page-words.ts';

export const es: PageWords = {
  language: 'es',
  locale: 'es-ES',
  notices: {
    said: 'Gracias. Hemos recibido su mensaje.',
    confirmed: 'Gracias por decirnos que funciona.',
    rejected: 'Gracias. Lo retomamos.',
    rated: 'Gracias. Hemos anotado su opinión.',
    nothing_written: 'Todavía no había nada escrito.',
    moved_on: 'Mientras tanto ha cambiado. Abajo puede ver cómo está ahora.',
    too_many: 'Eso ha sido mucho de una vez. Espere un minuto e inténtelo de nuevo.',
  },
  standings: {
    with_us: { stands: 'Estamos trabajando en su solicitud.', turn: 'Nos toca a nosotros.' },
    with_you: { stands: 'Le hemos preguntado algo y esperamos su respuesta.', turn: 'Le toca a usted.' },
    verify: { stands: 'Creemos que está resuelto.', turn: 'Le toca a usted: ¿funciona?' },
    solved: {
      stands: 'Está resuelto. Anotamos lo que hemos aprendido.',
      turn: 'No tiene que hacer nada más.',
    },
    closed: {
      stands: 'Esta solicitud está cerrada.',
      turn: 'No queda nada por hacer. Si escribe, la miramos otra vez.',
    },
  },
  promises: {
    first_reply: {
      open: 'Tendrá noticias nuestras antes del',
      late: 'Debía tener noticias nuestras antes del',
    },
    step: { open: 'El siguiente paso llega antes del', late: 'El siguiente paso debía llegar antes del' },
    resolution: { open: 'Queremos resolverlo antes del', late: 'Queríamos resolverlo antes del' },
    your_answer: { open: 'Responda, por favor, antes del', late: 'Esperamos su respuesta hasta el' },
  },
  whereItStands: 'Cómo está',
  way: 'El camino de su solicitud',
  stepStates: { done: 'hecho', current: 'ahora', ahead: 'por venir' },
  verify: {
    question: '¿Funciona?',
    yes: 'Funciona',
    missing: '¿Qué falla todavía? (si quiere)',
    no: 'Todavía no',
  },
  messages: 'Mensajes',
  earlier: (count) => `No se muestran ${count} mensajes anteriores.`,
  wholeText: 'Leer el mensaje completo',
  filesKeptBack: {
    pending_scan:
      'aún se está comprobando si contiene software malicioso; inténtelo de nuevo en unos minutos',
    infected: 'retenido: se encontró software malicioso',
    unscannable: 'retenido: no se pudo comprobar si contiene software malicioso',
    blocked_type: 'retenido: los archivos de este tipo no se transmiten',
    too_large: 'retenido: es demasiado grande',
    gone: 'ya no está disponible',
  },
  fileKeptBack: 'Este archivo no se puede descargar',
  you: 'Usted',
  somebodyElse: 'Otra persona de esta solicitud',
  reply: { answer: 'Su respuesta', write: 'Escríbanos', label: 'Su mensaje', send: 'Enviar' },
  forTheDesk: 'Esto es lo que ve el cliente. Para escribir, responda a un correo del soporte.',
  survey: {
    question: '¿Qué tal lo hicimos?',
    scores: ['Muy mal', 'Mal', 'Regular', 'Bien', 'Muy bien'],
    comment: '¿Qué deberíamos saber? (si quiere)',
    save: 'Enviar',
    until: 'Puede cambiar su respuesta hasta el',
    over: 'Esta pregunta no está abierta (o ya no).',
    back: 'A su solicitud',
  },
  unknown: {
    title: 'Página no encontrada',
    nothing: 'Aquí no hay nada',
    why: 'Abra de nuevo el enlace de nuestro correo, completo. Algún tiempo después de cerrar una solicitud los enlaces dejan de funcionar.',
  },
};
