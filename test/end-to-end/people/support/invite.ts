import type { Role } from '@simpul/contracts';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const COMMAND = resolve(import.meta.dirname, '../../../../packages/cli/bin/simpul.js');
const run = promisify(execFile);

/** Whom to invite, in a sandbox, on its data folder. */
export interface Guest {
  readonly data: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly language: 'id' | 'en';
}

/** Invites somebody as the operator of a sandbox does. @returns the address of the invitation */
export async function invite({ data, name, email, role, language }: Guest): Promise<string> {
  const who = ['--name', name, '--email', email, '--role', role, '--language', language];
  const { stdout } = await run(process.execPath, [COMMAND, 'people', 'invite', '--data', data, '--json', ...who]);
  return (JSON.parse(stdout) as { link: string }).link;
}
