import { join, relative } from 'node:path';
import { LAYOUT } from './layout.ts';
import type { ClusterFlags } from './options.ts';
import { publicUrlOf } from './run-parts.ts';

/** An exchange of the sandbox's region; the keys of its subsystems are with identity. */
const EXAMPLE = 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123 --as GOV/1871-DISDUKCAPIL/siak';

/** What runs where, and one command that makes a real exchange. */
export function welcome(flags: ClusterFlags): string {
  const rows = LAYOUT.map(({ name, only, door }) => {
    const address = door === undefined ? '' : `http://localhost:${flags.port + door}`;
    return `  ${name.padEnd(10)} ${only.padEnd(18)} ${address.padEnd(24)} ${folderOf(flags, name)}`;
  });
  const identity = folderOf(flags, 'identity');
  const example =
    flags.region === undefined
      ? `\nA real exchange, from another terminal:\n\n  npx simpul call ${EXAMPLE} --data ${identity}\n`
      : '';
  return `\nSimpul is ready as a cluster at ${publicUrlOf(flags)}\n\n${rows.join('\n')}\n${example}\nCtrl-C stops it.\n`;
}

function folderOf({ root }: ClusterFlags, name: string): string {
  const path = join(root, name);
  const here = relative(process.cwd(), path);
  return here.startsWith('..') ? path : here;
}
