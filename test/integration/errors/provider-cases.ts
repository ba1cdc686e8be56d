import { PROVIDER, RESPONSE } from '@simpul/errors';
import type { Case } from './case.ts';
import { road } from './region-file.ts';
import { type Answer, until, type World } from './world.ts';

/** Exchanges with one providing subsystem at once; failures in a row that open a circuit (design 03). */
const AT_ONCE = 128;
const FAILURES = 5;

/** Steps 7 and 8: the provider's system did not answer, or not what its contract says. */
export const PROVIDER_CASES: readonly Case[] = [
  { error: PROVIDER.UNREACHABLE, provoke: ({ call }) => call(road('down')) },
  { error: PROVIDER.TIMEOUT, provoke: ({ call }) => call(road('hang')), reached: true },
  { error: PROVIDER.BROKE_OFF, provoke: ({ call }) => call(road('cut')), reached: true },
  { error: PROVIDER.TLS_FAILED, provoke: ({ call }) => call(road('tls')) },
  { error: PROVIDER.EGRESS_REFUSED, provoke: ({ call }) => call(road('walled', 'GOV/TEMBOK/sistem')) },
  { error: PROVIDER.SECRET_MISSING, provoke: ({ call }) => call(road('secret')) },
  {
    error: PROVIDER.CIRCUIT_OPEN,
    async provoke({ call }) {
      for (let i = 0; i < FAILURES; i++) await call(road('flaky'));
      return call(road('flaky'));
    },
  },
  { error: PROVIDER.BUSY, provoke: crowd },
  { error: PROVIDER.RESPONSE_TOO_LARGE, provoke: ({ call }) => call(road('large')) },
  { error: RESPONSE.INVALID, provoke: ({ call }) => call(`${road('enforced')}/permits/1`) },
];

/** Calls once more while the provider's system holds as many exchanges as it may. */
async function crowd({ agency, behave, call }: World): Promise<Answer> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  behave('crowd', () => released.then(() => ({})));
  const before = agency.seen.length;
  const target = road('crowd', 'GOV/PENYEDIA/ramai');
  const held = Array.from({ length: AT_ONCE }, () => call(target));
  try {
    await until(() => agency.seen.length - before === AT_ONCE, 'the provider is full');
    return await call(target);
  } finally {
    release();
    await Promise.all(held);
  }
}
