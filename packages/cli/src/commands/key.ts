import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { keyListCommand } from './key-list.ts';
import { keyRequestCommands } from './key-requests.ts';
import { keyRevokeCommand } from './key-revoke.ts';
import { keyRotateCommand } from './key-rotate.ts';

/** Registers `simpul key`. */
export function keyCommand(program: Command, terminal: Terminal): void {
  const key = program
    .command('key')
    .description('See, replace and revoke the keys of subsystems, and that of the bus.');
  keyListCommand(key, terminal);
  keyRotateCommand(key, terminal);
  keyRevokeCommand(key, terminal);
  keyRequestCommands(key, terminal);
}
