import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RestConnector, TargetSettings } from '@simpul/connectors';
import type { Directory, ServiceEntry } from '../../src/domain/directory.ts';
import { createServiceRuntimes } from '../../src/steps/service-runtime.ts';
import {
  agreementOf,
  asObject,
  CONSUMER,
  DIGEST,
  directoryOf,
  SERVICE_ID,
  serviceOf,
  versionOf,
} from '../sample-region.ts';

function stubConnector() {
  const made: TargetSettings[] = [];
  const closed: string[] = [];
  const connector: RestConnector = {
    target(settings) {
      made.push(settings);
      return { id: settings.id, close: () => Promise.resolve(void closed.push(settings.url)) };
    },
    dispatch: () => Promise.reject(new Error('nothing is dispatched here')),
  };
  return { connector, made, closed };
}

function entryOf(directory: Directory): ServiceEntry {
  const entry = directory.entry(SERVICE_ID);
  if (entry === undefined) throw new Error('the sample has this service');
  return entry;
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the runtime of a service', () => {
  it('is made once, with the networks that its member may address', () => {
    const { connector, made } = stubConnector();
    const runtimeOf = createServiceRuntimes(connector);
    const directory = directoryOf();
    expect(runtimeOf(entryOf(directory))).toBe(runtimeOf(entryOf(directory)));
    expect(made).toEqual([expect.objectContaining({ id: SERVICE_ID, allow: ['127.0.0.1/32'] })]);
  });

  it('is made anew when the service changes; the old one can be used until its exchanges are over', async () => {
    const { connector, closed } = stubConnector();
    const runtimeOf = createServiceRuntimes(connector);
    const directory = directoryOf(asObject.service(serviceOf(SERVICE_ID, { url: 'http://old', timeoutMs: 700 })));
    const old = runtimeOf(entryOf(directory));
    directory.apply([asObject.service(serviceOf(SERVICE_ID, { url: 'http://new' }))], []);
    expect(runtimeOf(entryOf(directory))).not.toBe(old);
    await jest.advanceTimersByTimeAsync(699);
    expect(closed).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(closed).toEqual(['http://old']);
  });
});

describe('the runtimes of two versions of a service', () => {
  it('stand side by side: the one does not retire the other', async () => {
    const { connector, made, closed } = stubConnector();
    const runtimeOf = createServiceRuntimes(connector);
    const next = versionOf(SERVICE_ID, '2.0.0', { url: 'http://next' });
    const directory = directoryOf(asObject.version(next));
    runtimeOf(entryOf(directory));
    const entry = directory.entry(SERVICE_ID, next);
    if (entry === undefined) throw new Error('the sample has this version');
    runtimeOf(entry);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([made.map(({ url }) => url), closed]).toEqual([['http://127.0.0.1:1', 'http://next'], []]);
  });

  it('are made without an address where contracts answer', () => {
    const { connector, made } = stubConnector();
    const { url: _, ...service } = serviceOf(SERVICE_ID);
    createServiceRuntimes(connector)(entryOf(directoryOf(asObject.service(service))));
    expect(made).toEqual([expect.objectContaining({ url: '' })]);
  });
});

describe('the form of a leaf', () => {
  const { connector } = stubConnector();
  const runtime = createServiceRuntimes(connector)(entryOf(directoryOf()));

  it('holds what all exchanges under one agreement and operation have in common', () => {
    const agreement = agreementOf({ onBehalfOf: 'ID-LA/GOV/SETDA', providedFor: 'ID-LA/GOV/BKD' });
    const consumer = { id: CONSUMER, legacyLink: `${CONSUMER}/lama` };
    expect(runtime.leafForm(agreement, consumer, 'GET /permits/{id}').statics).toEqual({
      consumer: CONSUMER,
      provider: SERVICE_ID,
      version: '1.2.0',
      agreement: { id: 'PKS-1', digest: DIGEST },
      purpose: 'verifikasi',
      legal: 'Perpres 95/2018',
      op: 'GET /permits/{id}',
      onBehalfOf: 'ID-LA/GOV/SETDA',
      providedFor: 'ID-LA/GOV/BKD',
      actor: `${CONSUMER}/lama`,
    });
  });

  it('is remembered for agreement, consumer and operation', () => {
    const agreement = agreementOf({ consumer: 'group:g' });
    const form = runtime.leafForm(agreement, { id: CONSUMER }, 'GET /a');
    expect(runtime.leafForm(agreement, { id: CONSUMER }, 'GET /a')).toBe(form);
    expect(runtime.leafForm(agreement, { id: 'ID-LA/GOV/X/y' }, 'GET /a').statics.consumer).toBe('ID-LA/GOV/X/y');
    const linked = runtime.leafForm(agreement, { id: CONSUMER, legacyLink: `${CONSUMER}/lama` }, 'GET /a');
    expect([linked.statics.actor, form.statics.actor]).toEqual([`${CONSUMER}/lama`, undefined]);
    expect(runtime.leafForm(agreement, { id: CONSUMER }, 'GET /b').statics.op).toBe('GET /b');
    expect(runtime.leafForm(agreementOf({ digest: 'B'.repeat(43) }), { id: CONSUMER }, 'GET /a')).not.toBe(form);
  });
});
