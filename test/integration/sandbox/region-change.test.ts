import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { PlanEntry, RegistryObject } from '@simpul/contracts';
import { loadRegion } from '@simpul/region';
import { createM2mClient } from '@simpul/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { type SandboxBus, SERVICES, startSandboxBus } from './sandbox-bus.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const CONSUMER = 'GOV/1871-DISDUKCAPIL/siak';
/** Milliseconds within which a change is in force (design 02, rule 9). */
const IN_FORCE_MS = 2000;

let bus: SandboxBus;
let original: string;
beforeAll(async () => {
  bus = await startSandboxBus();
  original = readFileSync(bus.region, 'utf8');
});
afterAll(() => bus.stop());

/** Reads the region file with a change. */
async function region(from: RegExp, to: string, base = original): Promise<readonly RegistryObject[]> {
  const text = base.replace(from, to);
  expect(text).not.toBe(base);
  writeFileSync(bus.region, text);
  return (await loadRegion(bus.region)).objects;
}

async function send(step: 'plan' | 'apply', objects: readonly RegistryObject[], prune = false): Promise<PlanEntry[]> {
  const { status, text } = await bus.api('operator', `/registry/v1/region/${step}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ objects, prune }),
  });
  expect([status, text]).toEqual([200, expect.any(String)]);
  return (JSON.parse(text) as { entries: PlanEntry[] }).entries;
}

const ask = () => bus.call(CONSUMER, SERVICES.permits, '/permits/123');

/** Calls until the answer is as wanted; a call that began after the limit must already be. */
async function inForce(wanted: number, code = ''): Promise<void> {
  const appliedAt = performance.now();
  await eventually(async () => {
    const begun = performance.now() - appliedAt;
    const { status, text } = await ask();
    const changed = status === wanted && text.includes(code);
    expect(changed || begun < IN_FORCE_MS).toBe(true);
    return changed ? true : undefined;
  });
}

/** The subsystem behind which another one is put. */
const NEW_SUBSYSTEM = /code: 1871-DISKOMINFO\n[\s\S]*?name: \{ id: SiMaya \}/;
const SUSPENDED = /(- id: PKS-2026-014\n)/;

describe('a region file over HTTP', () => {
  it('is planned without changing anything', async () => {
    const objects = await region(SUSPENDED, '$1    status: suspended\n');
    expect(await send('plan', objects)).toEqual([
      { action: 'update', kind: 'agreement', id: 'PKS-2026-014', fields: ['status'] },
    ]);
    expect((await ask()).status).toBe(200);
  });

  it('suspends an agreement within two seconds of the answer, and gives the right back as soon', async () => {
    expect((await ask()).status).toBe(200);
    const suspended = await region(SUSPENDED, '$1    status: suspended\n');
    expect(await send('apply', suspended)).toHaveLength(1);
    await inForce(500, 'SIMPUL_ACCESS_AGREEMENT_SUSPENDED');
    expect(await send('apply', suspended)).toEqual([]);
    writeFileSync(bus.region, original);
    expect(await send('apply', (await loadRegion(bus.region)).objects)).toHaveLength(1);
    await inForce(200);
  });

  it('never loses a sandbox key, and makes one for a new subsystem', async () => {
    const keyFile = join(bus.data, 'credentials', 'GOV.1871-DISDUKCAPIL.siak.jwk');
    const before = readFileSync(keyFile, 'utf8');
    const renamed = original.replace(
      /(code: 1871-DISDUKCAPIL\n[\s\S]*?- code: siak\n\s+name: \{ id: )SIAK Terpusat/,
      '$1SIAK baru',
    );
    expect(renamed).not.toBe(original);
    const objects = await region(NEW_SUBSYSTEM, '$&\n      - code: loket\n        name: { id: Loket }', renamed);
    const entries = await send('apply', objects);
    expect(entries.filter(({ kind }) => kind === 'subsystem')).toEqual([
      expect.objectContaining({ action: 'update', id: `ID-LA/${CONSUMER}`, fields: ['name'] }),
      expect.objectContaining({ action: 'create', id: 'ID-LA/GOV/1871-DISKOMINFO/loket' }),
    ]);
    const newKey = join(bus.data, 'credentials', 'GOV.1871-DISKOMINFO.loket.jwk');
    const token = await eventually(async () => {
      try {
        const clientId = 'ID-LA/GOV/1871-DISKOMINFO/loket';
        return await (await createM2mClient({ url: bus.url, clientId, keyFile: newKey })).token(`${bus.url}/r1`);
      } catch {
        // The key or the client is not there yet.
        return undefined;
      }
    });
    expect(token).toMatch(/^ey/);
    expect(readFileSync(keyFile, 'utf8')).toBe(before);
    expect(await (await bus.client(CONSUMER)).token(`${bus.url}/r1`)).toMatch(/^ey/);
    expect((await ask()).status).toBe(200);
  });

  it('keeps what it no longer names, and deletes it only when told to', async () => {
    const loket = { kind: 'subsystem', id: 'ID-LA/GOV/1871-DISKOMINFO/loket', fields: [] };
    writeFileSync(bus.region, original);
    const { objects } = await loadRegion(bus.region);
    expect(await send('plan', objects)).toContainEqual({ action: 'keep', ...loket });
    expect(await send('apply', objects, true)).toContainEqual({ action: 'delete', ...loket });
    expect(await send('plan', objects, true)).toEqual([]);
  });

  it('is an operator’s alone to change', async () => {
    const body = JSON.stringify({ objects: [], prune: true });
    const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    for (const id of [CONSUMER, 'auditor', 'integrator', 'steward']) {
      const { status, text } = await bus.api(id, '/registry/v1/region/apply', call);
      expect([id, status, text]).toEqual([id, 403, expect.stringContaining('SIMPUL_HTTP_FORBIDDEN')]);
    }
    const { status } = await fetch(`${bus.url}/registry/v1/region/apply`, call);
    expect(status).toBe(401);
    expect((await ask()).status).toBe(200);
  });
});
