import { isSimpulError, SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { parseJsonObject } from '../api/answer-json.ts';
import type { ProofKey } from '../api/dpop.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { askForTokens, type Granted, postForm } from './login-grant.ts';

/** A login that waits for its person (RFC 8628, 3.2). */
export interface WaitingLogin {
  readonly deviceCode: string;
  /** What the person compares with what the page shows. */
  readonly userCode: string;
  readonly address: string;
  /** Address that holds the code already. */
  readonly addressWithCode: string;
  readonly expiresInS: number;
  readonly intervalS: number;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** Where the bus names no interval (RFC 8628, 3.2), and what `slow_down` adds (3.5). */
const INTERVAL_S = 5;
const SECOND_MS = 1000;

/** Asks the bus for a code. @throws SimpulError `SIMPUL_CLI_LOGIN_REFUSED`, `SIMPUL_CLI_NOT_A_BUS` */
export async function startDeviceFlow(bus: Bus): Promise<WaitingLogin> {
  const answer = await postForm(bus, '/oauth2/device', { resource: `${bus.publicUrl}/api` });
  const body = parseJsonObject(answer.body) ?? {};
  const { device_code: deviceCode, user_code: userCode, verification_uri: address, expires_in: expiresInS } = body;
  const { verification_uri_complete: addressWithCode = address, interval: intervalS = INTERVAL_S } = body;
  const texts = [deviceCode, userCode, address, addressWithCode];
  if (answer.status === 200 && texts.every((text) => typeof text === 'string') && typeof expiresInS === 'number') {
    const [device = '', user = '', plain = '', complete = ''] = texts.map(String);
    return {
      deviceCode: device,
      userCode: user,
      address: plain,
      addressWithCode: complete,
      expiresInS,
      intervalS: Number(intervalS),
    };
  }
  const { error = body['code'], error_description: description } = body;
  if (typeof error !== 'string') {
    const reason = `/oauth2/device answered ${answer.status}`;
    throw new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
  }
  const reason = typeof description === 'string' ? `${error}: ${description}` : error;
  throw new SimpulError(CLI.LOGIN_REFUSED, { params: { url: bus.publicUrl, reason } });
}

/**
 * Asks at the pace of the bus until the person has decided (RFC 8628, 3.5).
 * @throws SimpulError `SIMPUL_CLI_LOGIN_REFUSED`, `SIMPUL_CLI_LOGIN_LATE`
 */
export async function waitForPerson(
  bus: Bus,
  waiting: WaitingLogin,
  { key, terminal }: { readonly key: ProofKey; readonly terminal: Terminal },
): Promise<Exclude<Granted, { readonly error: string }>> {
  const late = () => new SimpulError(CLI.LOGIN_LATE, { params: { url: bus.publicUrl } });
  const deadline = terminal.now() + waiting.expiresInS * SECOND_MS;
  let interval = waiting.intervalS * SECOND_MS;
  while (terminal.now() < deadline) {
    await terminal.wait(interval);
    const granted = await ask(bus, waiting, key);
    if (granted === 'unreachable') interval *= 2;
    else if (!('error' in granted)) return granted;
    else if (granted.error === 'slow_down') interval += INTERVAL_S * SECOND_MS;
    else if (granted.error === 'expired_token') throw late();
    else if (granted.error !== 'authorization_pending') {
      const reason = granted.description === '' ? granted.error : granted.description;
      throw new SimpulError(CLI.LOGIN_REFUSED, { params: { url: bus.publicUrl, reason } });
    }
  }
  throw late();
}

/** A bus that is away for a moment ends no login. */
async function ask(bus: Bus, { deviceCode }: WaitingLogin, key: ProofKey): Promise<Granted | 'unreachable'> {
  try {
    return await askForTokens(bus, { grant_type: GRANT, device_code: deviceCode }, key);
  } catch (error) {
    if (isSimpulError(error, CLI.UNREACHABLE)) return 'unreachable';
    throw error;
  }
}
