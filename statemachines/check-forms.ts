import { formOf } from '../functions/core/process-template.ts';
import type { Form, FormField, StepDefinition } from '../functions/core/process-template.ts';
import { stepFault } from './process-fault.ts';
import type { ProcessFault } from './process-fault.ts';

/** What a step asks for can be answered. */
export function formFaults(id: string, definition: StepDefinition): ProcessFault[] {
  const form = formOf(definition);
  return Object.entries(form).flatMap(([name, field]) => [
    ...optionFaults(id, name, field),
    ...conditionFaults(id, { name, field, form }),
  ]);
}

function optionFaults(id: string, name: string, field: FormField): ProcessFault[] {
  const offers = field.type === 'choice' || field.type === 'multi';
  if (offers && !field.options) {
    const problem = `the choice ${name} of ${id} offers nothing to choose from`;
    return [stepFault(id, ['form', name], { problem, remedy: 'add options: [first, second]' })];
  }
  if (offers || !field.options) return [];
  const problem = `${name} of ${id} has options, but is a ${field.type}`;
  const remedy = 'make it type: choice or multi, or leave the options out';
  return [stepFault(id, ['form', name], { problem, remedy })];
}

function conditionFaults(
  id: string,
  { name, field, form }: { name: string; field: FormField; form: Form },
): ProcessFault[] {
  if (!field.requiredIf) return [];
  const { field: asked, is } = field.requiredIf;
  const where = ['form', name, 'requiredIf'];
  const other = Object.hasOwn(form, asked) ? form[asked] : undefined;
  if (!other || asked === name) {
    const others = Object.keys(form).filter((one) => one !== name);
    const problem = `${name} of ${id} depends on ${asked}, which is no other field of its form`;
    const remedy = others.length > 0 ? `name one of ${others.join(', ')}` : 'write required: true instead';
    return [stepFault(id, [...where, 'field'], { problem, remedy })];
  }
  const { options } = other;
  return is.flatMap((value, index) => {
    if (!options || options.includes(value)) return [];
    const problem = `${asked} of ${id} is never ${value}`;
    return [stepFault(id, [...where, 'is', index], { problem, remedy: `name one of ${options.join(', ')}` })];
  });
}
