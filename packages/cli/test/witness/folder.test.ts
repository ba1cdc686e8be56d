import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TemporaryFolder, temporaryFolder } from '@simpul/testing';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { originHash, STATE_FILE, WitnessState } from '../../src/witness/state.ts';
import { openWitness } from './support/in-process.ts';
import { createTestLog } from './support/test-log.ts';

const log = createTestLog('bus.example/log');
const ID = originHash(log.origin);
let folder: TemporaryFolder;

async function runOnce(name?: string): Promise<readonly string[]> {
  const { witness, add } = await openWitness({ folder: folder.path, vkeys: [log.vkey], ...(name && { name }) });
  await add(await log.request(0, 5));
  await witness.stop();
  return witness.vkeys;
}

const edit = (sql: string): void => {
  const database = new DatabaseSync(join(folder.path, STATE_FILE));
  database.exec(`DROP TRIGGER log_never_shrinks; DROP TRIGGER log_never_forgets; ${sql}`);
  database.close();
};

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('the folder of a witness', () => {
  it('gives the same keys and name at each start, and others in another folder', async () => {
    const first = await runOnce('saksi.example/w1');
    expect(await runOnce()).toEqual(first);
    expect(await runOnce('saksi.example/w1')).toEqual(first);
    await expect(runOnce('saksi.example/w2')).rejects.toThrow('is called saksi.example/w1');
    rmSync(folder.path, { recursive: true });
    expect(await runOnce('saksi.example/w1')).not.toEqual(first);
  });

  it('names a witness by its host where nothing else is said', async () => {
    expect((await runOnce())[0]).toMatch(/^[^+\s]+\/witness\+/);
  });

  it.each(['a b', 'a+b', '', 'a'.repeat(256)])('takes no witness called %j', async (name) => {
    await expect(openWitness({ folder: folder.path, vkeys: [log.vkey], name })).rejects.toThrow('--name');
  });

  it.each<[string, () => void, string]>([
    ['its memory is missing', () => rmSync(join(folder.path, STATE_FILE)), 'it forgot what it cosigned'],
    ['a key is missing', () => rmSync(join(folder.path, 'witness-ed25519.pem')), 'witness-ed25519.pem is missing'],
    [
      'a key is damaged',
      () => writeFileSync(join(folder.path, 'witness-ml-dsa-44.pem'), 'x'),
      'witness-ml-dsa-44.pem is missing or',
    ],
    [
      'a key is of another kind',
      () => copyFileSync(join(folder.path, 'witness-ed25519.pem'), join(folder.path, 'witness-ml-dsa-44.pem')),
      'of another kind',
    ],
    ['its name is damaged', () => writeFileSync(join(folder.path, 'witness.json'), '{'), 'witness.json cannot be read'],
    [
      'its name is of another release',
      () => writeFileSync(join(folder.path, 'witness.json'), '{"format":2,"name":"x"}'),
      'not of format 1',
    ],
    [
      'its name was changed',
      () => writeFileSync(join(folder.path, 'witness.json'), '{"format":1,"name":"x"}'),
      'was not cosigned by this witness',
    ],
    ['a size was edited', () => edit('UPDATE log SET size = 4'), 'a remembered size is not the cosigned one'],
    ['an origin was edited', () => edit("UPDATE log SET origin = 'x'"), 'a remembered size is not the cosigned one'],
    [
      'a checkpoint was edited',
      () => edit("UPDATE log SET note = replace(note, '\n5\n', '\n4\n'), size = 4"),
      'was not cosigned by this witness',
    ],
    [
      'a checkpoint was cut',
      () => edit('UPDATE log SET note = substr(note, 1, 40)'),
      'was not cosigned by this witness',
    ],
  ])('halts where %s', async (_, damage, reason) => {
    await runOnce();
    damage();
    await expect(runOnce()).rejects.toThrow(reason);
  });

  it('is not opened by two', async () => {
    const { witness } = await openWitness({ folder: folder.path, vkeys: [log.vkey] });
    await expect(runOnce()).rejects.toThrow('Another process');
    await witness.stop();
    await runOnce();
  });

  it('is not read by an older release', async () => {
    await runOnce();
    edit('PRAGMA user_version = 2');
    await expect(runOnce()).rejects.toThrow('newer release');
  });

  it('after a start that died before it was done, serves a new witness', async () => {
    const [, mlDsa] = await runOnce();
    for (const name of ['witness.json', STATE_FILE, 'witness-ed25519.pem']) rmSync(join(folder.path, name));
    expect((await runOnce())[1]).toBe(mlDsa);
  });
});

describe('the memory of a witness', () => {
  it('takes back nothing, even if told to', async () => {
    const [four, five] = await Promise.all([log.note(4), log.note(5)]);
    const state = new WitnessState(folder.path);
    state.advance(log.origin, () => ({ size: 5, note: five }));
    expect(() => state.advance(log.origin, () => ({ size: 4, note: four }))).toThrow('never decreases');
    expect(() => state.latest(ID)).toThrow('never decreases');
    state.close();
    const database = new DatabaseSync(join(folder.path, STATE_FILE));
    expect(() => database.exec('DELETE FROM log')).toThrow('never forgotten');
    database.close();
  });

  it('stays as it is where a decision throws, and goes on', async () => {
    const state = new WitnessState(folder.path);
    const refusal = new RangeError('no');
    const five = await log.note(5);
    const refuse = () =>
      state.advance(log.origin, () => {
        throw refusal;
      });
    expect(refuse).toThrow(refusal);
    expect(state.latest(ID)).toBeUndefined();
    state.advance(log.origin, () => ({ size: 5, note: five }));
    expect(refuse).toThrow(refusal);
    expect(state.latest(ID)).toMatchObject({ size: 5, note: five, origin: log.origin });
    state.close();
  });

  it('fails for good after the first failure of the store', async () => {
    const { witness, add, fatal } = await openWitness({ folder: folder.path, vkeys: [log.vkey] });
    const other = new DatabaseSync(join(folder.path, STATE_FILE));
    other.exec('CREATE TRIGGER broken BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, "the disk is full"); END');
    expect(await add(await log.request(0, 5))).toMatchObject({ status: 500, text: 'internal error\n' });
    other.exec('DROP TRIGGER broken');
    other.close();
    expect(await add(await log.request(0, 5))).toMatchObject({ status: 500 });
    expect(fatal).toHaveLength(2);
    expect(String(fatal[0])).toContain('the disk is full');
    await witness.stop();
    await runOnce();
  });
});
