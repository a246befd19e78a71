import * as z from 'zod';
import type { DeployedTemplate, Resource } from './deployed-template.ts';

/** One thing that a call needs the right to. */
export interface Need {
  action: string;
  resource: string;
  /** What conditions of a policy may ask about: `ses:FromAddress`. */
  context?: Record<string, string>;
}

/** Who may do what, by the policies of the template; remembers what was refused and what was never needed. */
export interface Access {
  /** @param caller a function's or machine's name. */
  allows(caller: string, need: Need): boolean;
  refused: string[];
  /** `<role's owner> <action> <resource>` of everything that is granted and that nobody has used. */
  unused(): string[];
}

interface Grant {
  caller: string;
  action: string;
  resource: string;
  conditions: Record<string, Record<string, string>>;
  used: boolean;
}

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statement = z.object({
  Effect: z.literal('Allow'),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});
const policy = z.object({
  Roles: z.array(z.string()),
  PolicyDocument: z.object({ Statement: z.array(statement) }),
});

export function accessOf(template: DeployedTemplate): Access {
  const grants = template.ofType('AWS::IAM::Policy').flatMap((resource) => grantsOf(template, resource));
  const refused: string[] = [];
  return {
    refused,
    allows(caller, need) {
      const fitting = grants.filter((grant) => grant.caller === caller && permits(grant, need));
      for (const grant of fitting) grant.used = true;
      if (fitting.length === 0) refused.push(`${caller} may not ${need.action} on ${need.resource}`);
      return fitting.length > 0;
    },
    unused: () =>
      grants
        .filter((grant) => !grant.used)
        .map(({ caller, action, resource }) => `${caller} ${action} ${resource}`),
  };
}

function grantsOf(template: DeployedTemplate, { properties }: Resource): Grant[] {
  const { Roles, PolicyDocument } = policy.parse(properties);
  const callers = Roles.flatMap((role) => ownersOf(template, role));
  return callers.flatMap((caller) =>
    PolicyDocument.Statement.flatMap(({ Action, Resource, Condition: conditions }) =>
      Action.flatMap((action) =>
        Resource.map((resource) => ({ caller, action, resource, conditions, used: false })),
      ),
    ),
  );
}

/** The functions and machines that act in a role. */
function ownersOf(template: DeployedTemplate, role: string): string[] {
  const arn =
    template.resources.get(role)?.arn ??
    template.ofType('AWS::IAM::Role').find(({ name }) => name === role)?.arn;
  const owners = [...template.resources.values()].filter(
    ({ properties }) => properties['Role'] === arn || properties['RoleArn'] === arn,
  );
  return owners.map(({ name }) => name);
}

function permits({ action, resource, conditions }: Grant, need: Need): boolean {
  return (
    matches(action, need.action) &&
    matches(resource, need.resource) &&
    Object.entries(conditions).every(([operator, wanted]) => {
      if (operator !== 'StringLike' && operator !== 'StringEquals')
        throw new Error(`unknown condition ${operator}`);
      return Object.entries(wanted).every(([key, pattern]) => matches(pattern, need.context?.[key] ?? ''));
    })
  );
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
