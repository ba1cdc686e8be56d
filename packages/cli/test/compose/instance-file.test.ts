import { afterAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type InstanceFile,
  newNode,
  readInstanceFile,
  refuseOtherSetUp,
  writeJsonFile,
} from '../../src/compose/instance-file.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const BORN: InstanceFile = { format: 1, mode: 'sandbox', instance: 'ID-LA', publicUrl: 'http://bus.example' };
const ON_SERVER: InstanceFile = { ...BORN, store: 'mongo', node: '1a2b3c4d' };

describe('what a data folder was born as', () => {
  it('is read back, and nothing where it is new', () => {
    const file = join(folder.path, 'instance.json');
    expect(readInstanceFile(file)).toBeUndefined();
    writeJsonFile(file, ON_SERVER);
    expect(readInstanceFile(file)).toEqual(ON_SERVER);
  });

  it('is refused where it is damaged', () => {
    const file = join(folder.path, 'damaged.json');
    writeFileSync(file, '{');
    expect(() => readInstanceFile(file)).toThrow(expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID' }));
  });

  it('may be started again as the same, whatever its node is called', () => {
    expect(() => refuseOtherSetUp('/data', BORN, BORN)).not.toThrow();
    expect(() => refuseOtherSetUp('/data', ON_SERVER, { ...BORN, store: 'mongo' })).not.toThrow();
  });

  it('never becomes something else: files do not move to a server by themselves, nor back', () => {
    const refused = (found: string, wanted: string) =>
      expect.objectContaining({
        code: 'SIMPUL_CONFIG_FOLDER_MISMATCH',
        params: { folder: '/data', member: 'store', found, wanted },
      });
    expect(() => refuseOtherSetUp('/data', BORN, { ...BORN, store: 'mongo' })).toThrow(
      refused('SQLite files', 'mongo'),
    );
    expect(() => refuseOtherSetUp('/data', ON_SERVER, BORN)).toThrow(refused('mongo', 'SQLite files'));
  });
});

it('a node has a name of its own, as the bus takes it', () => {
  expect(newNode()).toMatch(/^[a-z0-9]{8}$/);
  expect(newNode()).not.toBe(newNode());
});
