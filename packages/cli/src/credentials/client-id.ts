import { SimpulError } from '@simpul/errors';
import { parseJsonObject } from '../api/answer-json.ts';
import type { Bus } from '../api/bus.ts';
import { CLI } from '../errors.ts';

/** `PART` of `@simpul/contracts`, written again: whoever only needs an id must not load every schema. */
export const ID_PART = String.raw`[A-Za-z0-9'()+,\-.=?_]{1,100}`;
/** Member classes with which an id that leaves the instance out may begin. */
const MEMBER_CLASSES: ReadonlySet<string> = new Set(['GOV', 'COM', 'NGO', 'ORG', 'EDU', 'PRIV']);
const SUBSYSTEM = new RegExp(`^(?:${ID_PART}/)?${ID_PART}/${ID_PART}/${ID_PART}$`);
const SUBSYSTEM_PARTS = 4;
const SERVICE = new RegExp(`^${ID_PART}/${ID_PART}/${ID_PART}/${ID_PART}/`);

/** Official clients of a sandbox and the files that hold their keys (design 04). */
export const SANDBOX_CLIENTS: Readonly<Record<string, string>> = {
  'sandbox-operator': 'operator.jwk',
  'sandbox-integrator': 'integrator.jwk',
  'sandbox-steward': 'steward.jwk',
  'sandbox-auditor': 'auditor.jwk',
};

/** The client that invites the first operator; its key stands with those of the bus. */
export const FIRST_OPERATOR = 'first-operator';

/**
 * The full client id for what was written: a subsystem with or without the instance, or a client of the sandbox.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`
 */
export async function fullClientId(text: string, bus: Bus): Promise<string> {
  if (text === FIRST_OPERATOR || Object.hasOwn(SANDBOX_CLIENTS, text)) return text;
  if (!SUBSYSTEM.test(text)) {
    throw usage(
      `"${text}" is no subsystem; expected [INSTANCE/]CLASS/MEMBER/SUBSYSTEM, for example GOV/1871-DISDUKCAPIL/siak`,
    );
  }
  return text.split('/').length === SUBSYSTEM_PARTS ? text : `${await instanceOf(bus)}/${text}`;
}

/**
 * The target of an exchange below the bus: `/r1/INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE[/path][?query]`. Only the instance is
 * put in where it is left out; every other byte stays.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`
 */
export async function exchangeTarget(text: string, bus: Bus): Promise<string> {
  if (!SERVICE.test(`${text.replace(/\?.*$/s, '')}/`)) {
    throw usage(
      `"${text}" is no service; expected [INSTANCE/]CLASS/MEMBER/SUBSYSTEM/SERVICE[/path][?query], for example GOV/1871-DPMPTSP/sicantik/permit-status/permits/123`,
    );
  }
  const [first = ''] = text.split('/');
  const leftOut = MEMBER_CLASSES.has(first) && first !== bus.instance;
  return leftOut ? `/r1/${await instanceOf(bus)}/${text}` : `/r1/${text}`;
}

/** The instance of a bus, by its data folder or by its own word. @throws SimpulError `SIMPUL_CLI_USAGE` */
export async function instanceOf(bus: Bus): Promise<string> {
  if (bus.instance !== undefined) return bus.instance;
  const answer = await bus.http.send({ method: 'GET', path: '/', headers: ['accept', 'application/json'] });
  const instance = parseJsonObject(answer.body)?.['instance'];
  if (typeof instance === 'string') return instance;
  throw usage(
    `the bus at ${bus.url} does not say its instance; write ids with it, for example ID-LA/GOV/1871-DISDUKCAPIL/siak`,
  );
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
