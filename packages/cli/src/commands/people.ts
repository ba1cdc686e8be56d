import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { peopleInviteCommand } from './people-invite.ts';
import { peopleListCommand } from './people-list.ts';
import { peopleRemoveCommand } from './people-remove.ts';
import { peopleRoleCommands } from './people-roles.ts';

/** Registers `simpul people`. */
export function peopleCommand(program: Command, terminal: Terminal): void {
  const people = program.command('people').description('Invite people, and give or take away their roles.');
  peopleInviteCommand(people, terminal);
  peopleListCommand(people, terminal);
  peopleRoleCommands(people, terminal);
  peopleRemoveCommand(people, terminal);
}
