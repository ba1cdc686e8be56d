import { SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { listMemberIds } from '../api/catalog.ts';
import { ID_PART, instanceOf } from '../credentials/client-id.ts';
import { CLI } from '../errors.ts';
import { advise } from '../output/advice.ts';

const SHAPES = {
  member: { parts: 3, form: 'CLASS/MEMBER', example: 'GOV/1871-DPMPTSP' },
  subsystem: { parts: 4, form: 'CLASS/MEMBER/SUBSYSTEM', example: 'GOV/1871-DPMPTSP/sicantik' },
  service: {
    parts: 5,
    form: 'CLASS/MEMBER/SUBSYSTEM/SERVICE',
    example: 'GOV/1871-DPMPTSP/sicantik/permit-status',
  },
} as const;

/**
 * The full id for what was written, with or without the instance.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`
 */
export async function fullId(kind: keyof typeof SHAPES, text: string, bus: Bus): Promise<string> {
  const { parts, form, example } = SHAPES[kind];
  const given = text.split('/');
  const isWellFormed = given.every((part) => PART.test(part));
  if (isWellFormed && given.length === parts) return text;
  if (isWellFormed && given.length === parts - 1) return `${await instanceOf(bus)}/${text}`;
  const reason = `"${text}" is no ${kind}; expected [INSTANCE/]${form}, for example ${example}`;
  throw new SimpulError(CLI.USAGE, { params: { reason } });
}

const PART = new RegExp(`^${ID_PART}$`);

/** The agency of a system or service. @param id - full id */
export function ownerOf(id: string): string {
  return id.split('/').slice(0, 3).join('/');
}

/** An id without its instance, as commands take it. */
export function localId(id: string): string {
  return id.split('/').slice(1).join('/');
}

/** Adds to the error that no such agency is known which one may have been meant, and who adds one. */
export async function adviseOnMember(error: SimpulError, member: string, bus: Bus): Promise<SimpulError> {
  const { nearest } = await import('@simpul/region');
  const near = nearest(localId(member), await listMemberIds(bus));
  const guess = near === undefined ? '' : `did you mean ${near}? `;
  return advise(
    error,
    `${guess}"simpul catalog members" lists the agencies; an operator adds one with the region file ("simpul region apply")`,
  );
}
