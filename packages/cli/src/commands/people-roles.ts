import type { Command } from 'commander';
import type { PeopleOptions } from '../actions/people-session.ts';
import type { RoleOptions } from '../actions/read-grant.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

const STEPS = [
  {
    name: 'grant',
    step: 'grant',
    description: 'Give a person a role. An auditor holds no role that changes anything.',
  },
  {
    name: 'revoke-role',
    step: 'revoke',
    description: "Take a role away; the person's sessions and tokens end.",
  },
] as const;

/** Registers `simpul people grant` and `simpul people revoke-role`. */
export function peopleRoleCommands(people: Command, terminal: Terminal): void {
  for (const { name, step, description } of STEPS) {
    const command = people
      .command(name)
      .description(description)
      .argument('<person>', 'id or e-mail address')
      .requiredOption('--role <role>', 'role')
      .option('--scope <scope>', 'region code or member that the role is for')
      .option('--as <id>', "who changes it (default: the sandbox's operator)")
      .action(async (who: string, options: PeopleOptions & RoleOptions) => {
        const { changeRole } = await import('../actions/change-person.ts');
        await changeRole(step, who, { options, terminal });
      });
    withExample(
      withBusOptions(command),
      `simpul people ${name} integrator@dpmptsp.example --role integrator --scope GOV/1871-DPMPTSP`,
    );
  }
}
