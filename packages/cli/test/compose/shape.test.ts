import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@simpul/config';
import { SERVICES } from '@simpul/contracts';
import { temporaryFolder } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readShape, type Shape } from '../../src/compose/shape.ts';
import { UpConfig } from '../../src/compose/up-config.ts';

const folder = temporaryFolder();
beforeAll(() => {
  for (const name of ['ca.pem', 'audit.nk']) writeFileSync(join(folder.path, name), 'x');
});
afterAll(() => folder.remove());

type Flags = Readonly<Record<string, string>>;
const shapeOf = (flags: Flags): Shape => readShape(loadConfig(UpConfig, { flags, env: {} }), folder.path);
const NATS = { nats: 'tls://127.0.0.1:4222', publicUrl: 'https://bus.example' };
const MONGO = { mongo: 'mongodb://127.0.0.1/simpul' };

describe('a process is', () => {
  it('the whole bus where nothing else is said, with a shared store or without', () => {
    expect(shapeOf({})).toEqual({ services: SERVICES });
    expect(shapeOf(MONGO)).toEqual({ services: SERVICES, mongo: MONGO.mongo });
  });

  it.each([
    ['registry', 'registry', ['registry']],
    ['gateway,exchange', 'edge', ['gateway', 'exchange']],
    ['exchange, gateway', 'edge', ['exchange', 'gateway']],
    ['audit,signer', 'audit', ['audit', 'signer']],
  ])('of --only %s the party %s', (only, party, services) => {
    expect(shapeOf({ ...NATS, only })).toEqual({ services, cluster: { party, url: NATS.nats } });
  });

  it('the signer, with a store where it meets audit', () => {
    expect(shapeOf({ ...NATS, ...MONGO, only: 'signer' }).cluster?.party).toBe('signer');
  });

  it('joined by several servers, and by files from where it was started', () => {
    const flags = { ...NATS, only: 'audit', nats: 'tls://a:1,tls://b:2', natsCa: 'ca.pem', natsNkey: 'audit.nk' };
    expect(shapeOf(flags).cluster).toEqual({
      party: 'audit',
      url: 'tls://a:1,tls://b:2',
      caFile: join(folder.path, 'ca.pem'),
      nkeyFile: join(folder.path, 'audit.nk'),
    });
  });
});

describe('a mistake is refused by the name of its flag', () => {
  it.each<[string, Flags, string, string]>([
    ['--only without --nats', { only: 'audit' }, '--only', 'needs --nats'],
    ['an authority without --nats', { natsCa: 'ca.pem' }, '--nats-ca', 'needs --nats'],
    ['an nkey without --nats', { natsNkey: 'audit.nk' }, '--nats-nkey', 'needs --nats'],
    ['--nats without --only', NATS, '--only', 'is needed with --nats'],
    ['--nats without an address for all', { nats: NATS.nats, only: 'audit' }, '--public-url', 'is needed with --nats'],
    ['a server without a scheme', { ...NATS, only: 'audit', nats: '127.0.0.1:4222' }, '--nats', 'must be nats://'],
    ['a password in --nats', { ...NATS, only: 'audit', nats: 'nats://a:s3cret@b' }, '--nats', 'must be nats://'],
    ['an unknown service', { ...NATS, only: 'audits' }, '--only', 'there is no service "audits"'],
    ['nothing between commas', { ...NATS, only: 'audit,' }, '--only', 'there is no service ""'],
    ['a service twice', { ...NATS, only: 'audit,audit' }, '--only', 'names audit twice'],
    ['messaging', { ...NATS, only: 'messaging' }, '--only', 'messaging comes later'],
    ['two that do not go together', { ...NATS, only: 'gateway,audit' }, '--only', 'is one service, or'],
    ['the signer beside others', { ...NATS, ...MONGO, only: 'registry,signer' }, '--only', 'is one service, or'],
    ['the signer without a shared store', { ...NATS, only: 'signer' }, '--only', 'signer needs --mongo'],
    ['a missing authority', { ...NATS, only: 'audit', natsCa: 'none.pem' }, '--nats-ca', 'cannot be read (ENOENT)'],
    ['a missing nkey', { ...NATS, only: 'audit', natsNkey: 'none.nk' }, '--nats-nkey', 'cannot be read (ENOENT)'],
    ['a store that is none', { mongo: 'postgres://s3cret@a/b' }, '--mongo', 'must be mongodb://'],
    ['a store without a database', { mongo: 'mongodb://u:s3cret@a:27017' }, '--mongo', 'must be mongodb://'],
    [
      'a store whose database has no name',
      { mongo: 'mongodb://u:s3cret@a/?tls=true' },
      '--mongo',
      'must be mongodb://',
    ],
  ])('%s', (_, flags, name, reason) => {
    const params = { name, reason: expect.stringContaining(reason) };
    expect(() => shapeOf(flags)).toThrow(expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID', params }));
    expect(() => shapeOf(flags)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret') }));
  });
});

it('the address of the store may stand in a file, since it may hold a password', () => {
  const file = join(folder.path, 'mongo');
  writeFileSync(file, `${MONGO.mongo}\n`);
  expect(readShape(loadConfig(UpConfig, { flags: { mongoFile: file }, env: {} }), '/').mongo).toBe(MONGO.mongo);
  expect(readShape(loadConfig(UpConfig, { flags: {}, env: { SIMPUL_MONGO_FILE: file } }), '/').mongo).toBe(MONGO.mongo);
});
