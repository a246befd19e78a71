import type { Desk } from '../../functions/core/desk.ts';
import { processTemplate } from '../../functions/core/process-template.ts';

/** What no shipped process needs, for the stories to tell: a wish that waits for a ticket of its own. */
const wish = processTemplate.parse({
  id: 'wish',
  title: { internal: 'Wish', customer: 'Your idea' },
  onReopen: 'answer',
  sla: 'standard',
  steps: {
    weigh: {
      kind: 'process',
      title: 'Weigh it',
      customer: 'We are weighing it',
      process: 'improvement',
      owner: 'team:leads',
      due: '20d',
      ladder: [{ at: '100%', to: 'role:manager', do: 'escalate' }],
      on: { done: 'answer', withdrawn: 'answer' },
    },
    answer: {
      kind: 'task',
      title: 'Say what came of it',
      owner: 'team:frontline',
      due: '1d',
      ladder: [{ at: '100%', to: 'team:leads', do: 'escalate' }],
      on: { done: 'answered' },
    },
    answered: { kind: 'close', code: 'done' },
  },
});

const inbox = {
  address: 'ideas@help.example.com',
  name: 'Example Ideas',
  process: wish.id,
  team: 'frontline',
};

/** The shipped desk and what the stories add to it. */
export function storyDesk(shipped: Desk): Desk {
  return {
    ...shipped,
    inboxes: [...shipped.inboxes, inbox],
    processes: { ...shipped.processes, [wish.id]: wish },
  };
}
