import { PART } from '@simpul/contracts';
import type { Addresses } from '../config.ts';

const SERVICE = new RegExp(`^(${PART})/${PART}/${PART}/${PART}/${PART}$`);
const PURPOSE = new RegExp(`^${PART}$`);

/**
 * Whether a client may ask for a token with this audience (RFC 8707): subsystems for all exchanges, for one service of
 * this instance, or for the API; other clients for the API only. Whether they may use it is decided at each exchange.
 */
export function isAllowedResource(
  resource: string,
  client: { readonly subsystem: boolean },
  bus: Addresses & { readonly instance: string | undefined },
): boolean {
  if (resource === bus.api) return true;
  if (!client.subsystem) return false;
  if (resource === bus.exchange) return true;
  const prefix = `${bus.exchange}/`;
  if (!resource.startsWith(prefix)) return false;
  const instance = SERVICE.exec(resource.slice(prefix.length))?.[1];
  return instance !== undefined && instance === bus.instance;
}

/** Whether a form parameter can be the code of an agreement's purpose. */
export function isPurposeCode(value: unknown): value is string {
  return typeof value === 'string' && PURPOSE.test(value);
}
