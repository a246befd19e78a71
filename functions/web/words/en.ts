import type { PageWords } from './page-words.ts';

export const en: PageWords = {
  language: 'en',
  locale: 'en-GB',
  notices: {
    said: 'Thank you. Your message has reached us.',
    confirmed: 'Thank you for telling us that it works.',
    rejected: 'Thank you. We take it up again.',
    rated: 'Thank you. We have noted what you think.',
    nothing_written: 'There was nothing written yet.',
    moved_on: 'This has moved on meanwhile. Below is how it stands now.',
    too_many: 'That was a lot at once. Please wait a minute and try again.',
  },
  standings: {
    with_us: { stands: 'We are working on your request.', turn: 'It is our turn.' },
    with_you: { stands: 'We asked you something and wait for your answer.', turn: 'It is your turn.' },
    verify: { stands: 'We believe that this is solved.', turn: 'It is your turn: does it work?' },
    solved: {
      stands: 'This is solved. We are writing down what we learned.',
      turn: 'Nothing is left for you to do.',
    },
    closed: {
      stands: 'This request is closed.',
      turn: 'Nothing is left to do. If you write, we look at it again.',
    },
  },
  promises: {
    first_reply: { open: 'You hear from us by', late: 'You should have heard from us by' },
    step: { open: 'We get to the next step by', late: 'We should have got to the next step by' },
    resolution: { open: 'We want to have it solved by', late: 'We wanted to have it solved by' },
    your_answer: { open: 'Please answer by', late: 'We waited for your answer until' },
  },
  whereItStands: 'Where it stands',
  way: 'The way of your request',
  stepStates: { done: 'done', current: 'now', ahead: 'still to come' },
  verify: {
    question: 'Does it work?',
    yes: 'It works',
    missing: 'What is still wrong? (if you like)',
    no: 'Not yet',
  },
  messages: 'Messages',
  earlier: (count) => `${count} earlier messages are left out.`,
  withFiles: (names) => `With ${names}`,
  you: 'You',
  somebodyElse: 'Somebody else on this request',
  reply: { answer: 'Your answer', write: 'Write to us', label: 'Your message', send: 'Send' },
  forTheDesk: 'This is what the customer sees. To write, answer a mail of the desk.',
  survey: {
    question: 'How did we do?',
    scores: ['Very bad', 'Bad', 'All right', 'Good', 'Very good'],
    comment: 'What should we know? (if you like)',
    save: 'Send',
    until: 'You can change your answer until',
    over: 'This question is not open (any more).',
    back: 'To your request',
  },
  unknown: {
    title: 'Page not found',
    nothing: 'There is nothing here',
    why: 'Please open the link in our mail again, in full. Links stop working some time after a request was closed.',
  },
};
