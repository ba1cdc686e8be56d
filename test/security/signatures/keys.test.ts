import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RequestMessage } from '@simpul/http-signatures';
import { readFileSync, writeFileSync } from 'node:fs';
import { eventually } from '../../integration/sandbox/eventually.ts';
import { signed, type SigningBus, startSigningBus } from './support/signing-bus.ts';

let bus: SigningBus;
beforeAll(async () => {
  bus = await startSigningBus();
}, 180_000);
afterAll(() => bus.stop());
beforeEach(() => {
  bus.agency.seen.length = 0;
});

/** The rule that is named, or the code, or that it went through. */
async function outcomeOf(message: RequestMessage): Promise<string> {
  const { status, body } = await bus.send(message);
  if (status === 200) return 'ok';
  const text = body.toString();
  return /: ([a-z-]+) \(SIMPUL_SIGNATURE_/.exec(text)?.[1] ?? text;
}

describe('the key of a signature', () => {
  it('may be at an address of its subsystem', async () => {
    const { addressed } = bus;
    expect(await outcomeOf(await signed(bus.unsignedNamed({}, addressed), addressed.key))).toBe('ok');
  });

  it("is none of another subsystem's", async () => {
    const { addressed, named } = bus;
    expect(await outcomeOf(await signed(bus.unsignedNamed({}, addressed), named.key))).toBe('key-unknown');
    expect(await outcomeOf(await signed(bus.unsignedNamed({}, named), addressed.key))).toBe('key-unknown');
    expect(bus.agency.seen).toEqual([]);
  });

  it('is replaced beside the old one, which is refused once it has ended', async () => {
    const old = bus.signer();
    const byOld = async (): Promise<string> => outcomeOf(await signed(await bus.unsigned(), old.key));
    expect(await byOld()).toBe('ok');
    await bus.run('key', 'rotate', '--as', 'GOV/KONSUMEN/lama', '--until', '6s');
    const next = bus.signer();
    expect(next.key.keyid).not.toBe(old.key.keyid);
    expect(await outcomeOf(await signed(await bus.unsigned(), next.key))).toBe('ok');
    const refused = await eventually(async () => {
      const outcome = await byOld();
      return outcome === 'ok' ? undefined : outcome;
    }, 30_000);
    expect(refused).toBe('key-retired');
    expect(await outcomeOf(await signed(await bus.unsigned(), next.key))).toBe('ok');
  }, 120_000);

  it('is refused by name after it was revoked', async () => {
    const { named } = bus;
    const outcome = async (): Promise<string> => outcomeOf(await signed(bus.unsignedNamed(), named.key));
    expect(await outcome()).toBe('ok');
    await bus.run('key', 'revoke', named.key.keyid, '--as', 'GOV/KONSUMEN/bernama', '--reason', 'hilang');
    const refused = await eventually(async () => {
      const found = await outcome();
      return found === 'ok' ? undefined : found;
    });
    expect(refused).toBe('key-revoked');
  }, 120_000);

  it('is no more where the region file names it no more', async () => {
    const region = JSON.parse(readFileSync(bus.region, 'utf8')) as Region;
    const subsystem = region.members.flatMap(({ subsystems }) => subsystems).find(({ code }) => code === 'beralamat');
    const { addressed } = bus;
    const outcome = async (): Promise<string> =>
      outcomeOf(await signed(bus.unsignedNamed({}, addressed), addressed.key));
    expect(await outcome()).toBe('ok');
    delete subsystem?.jwksUri;
    writeFileSync(bus.region, JSON.stringify(region));
    await bus.run('region', 'apply', bus.region);
    const refused = await eventually(async () => {
      const found = await outcome();
      return found === 'ok' ? undefined : found;
    });
    expect(refused).toBe('key-unknown');
  }, 120_000);
});

interface Region {
  readonly members: readonly { readonly subsystems: readonly { readonly code: string; jwksUri?: string }[] }[];
}
