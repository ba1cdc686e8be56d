import type { LeafMembers } from '@simpul/bus';
import type { Actor, AgreementAct, AgreementView, AgreementWish, Member, Role, Service } from '@simpul/contracts';
import { isSimpulError, RECORD, SimpulError } from '@simpul/errors';
import { type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { createDecide } from '../../src/agreements/actions/decide.ts';
import { createList, createRead } from '../../src/agreements/actions/read.ts';
import { createRequest } from '../../src/agreements/actions/request.ts';
import { createRewrite } from '../../src/agreements/actions/rewrite.ts';
import { createCalendar } from '../../src/agreements/calendar.ts';
import type { AgreementDeps } from '../../src/agreements/deps.ts';
import { NOTICES, openNoticeRows } from '../../src/notices/notice-rows.ts';
import { createNotices } from '../../src/notices/notices.ts';
import { type Commit, COMMITS, STORE_FORMAT } from '../../src/store/commits.ts';
import { type Change, RegistryStore } from '../../src/store/registry-store.ts';
import { createTemplates } from '../../src/templates/templates.ts';
import { createWriter } from '../../src/writer.ts';

export const CONSUMER = 'ID-LA/GOV/1871-DISDUKCAPIL/siak';
export const PROVIDER = 'ID-LA/GOV/1871-DPMPTSP/sicantik';
export const SERVICE = `${PROVIDER}/permit-status`;
/** Noon of this day in the region. */
export const TODAY = '2026-06-01';
const CONTRACT = [
  { method: 'GET', path: '/permits/{nomor}' },
  { method: 'POST', path: '/permits' },
];

/** Somebody with a role, for a scope. */
export function person(id: string, role: Role | readonly Role[], scope?: string): Actor {
  const roles = typeof role === 'string' ? [role] : role;
  return { kind: 'person', id, grants: roles.map((each) => ({ role: each, ...(scope !== undefined && { scope }) })) };
}

export const INTEGRATOR = person('integrator', 'integrator', 'GOV/1871-DISDUKCAPIL');
export const STEWARD = person('steward', 'data-steward', 'GOV/1871-DPMPTSP');
export const OPERATOR = person('operator', 'operator', 'GOV/1871-DPMPTSP');

export const WISH: AgreementWish = {
  id: 'A-1',
  consumer: 'GOV/1871-DISDUKCAPIL/siak',
  service: 'GOV/1871-DPMPTSP/sicantik/permit-status',
  endpoints: [{ method: 'GET', path: '/permits/*' }],
  purpose: { code: 'verifikasi' },
  legalBasis: 'Perpres 95/2018 ps. 33',
};

function member(code: string, more: Partial<Member> = {}): Change {
  const id = `ID-LA/GOV/${code}`;
  const value: Member = { id, name: { id: code }, kind: 'opd', region: '18.71', ...more };
  return { kind: 'member', id, managedBy: 'api', value };
}

function subsystem(id: string): Change {
  const value = { id, name: { id }, link: 'token', status: 'active', certificates: [] } as const;
  return { kind: 'subsystem', id, managedBy: 'api', value: { ...value, certificates: [] } };
}

function service(more: Partial<Service> = {}): Change {
  const value: Service = {
    id: SERVICE,
    name: { id: 'Status izin' },
    type: 'OPENAPI',
    version: '1.2.0',
    url: 'http://127.0.0.1:1',
    maxBody: 1024,
    encodedSlash: 'refuse',
    connector: { kind: 'rest', auth: { kind: 'none' } },
    timeoutMs: 1000,
    status: 'active',
    notice: '',
    responses: 'report',
    data: { classification: 'terbatas', personal: 'umum', elements: ['nama', 'nik'], subjects: [] },
    ...more,
  };
  return { kind: 'service', id: SERVICE, managedBy: 'api', value };
}

/** The region that agreements are made in; kept members and services can be changed by `put`. */
export const REGION = { member, subsystem, service };

export type Fixture = Awaited<ReturnType<typeof openAgreements>>;

/** Agreements over a real store, with a clock of their own and a log that keeps what it is told. */
export async function openAgreements(file: string) {
  const collections = [COMMITS, NOTICES];
  const database: DocumentStore = await openSqliteDocumentStore({ file, collections, format: STORE_FORMAT });
  const store = new RegistryStore(database.collection<Commit>(COMMITS));
  const clock = { now: Date.parse(`${TODAY}T05:00:00Z`) };
  const log: LeafMembers[] = [];
  const audit = { isDown: false };
  const leaves = {
    async write(leaf: LeafMembers & { readonly id?: string }) {
      if (audit.isDown) throw new SimpulError(RECORD.UNAVAILABLE);
      log.push(leaf);
      return leaf.id ?? '';
    },
  };
  const write = createWriter({ store, leaves, onChange: () => undefined });
  const rows = openNoticeRows(database);
  const notices = createNotices({ rows, registry: () => store.refresh(), now: () => clock.now });
  const deps: AgreementDeps = {
    store,
    write,
    notify: notices.notify,
    operationsOf: async () => CONTRACT,
    now: () => clock.now,
  };
  const put = (...changes: readonly Change[]) =>
    write(undefined, () => ({ changes, leaf: { type: 'config.applied', op: 'test' }, result: undefined }));
  await put(
    {
      kind: 'settings',
      id: 'region',
      managedBy: 'file',
      value: {
        instance: 'ID-LA',
        name: { id: 'Lampung' },
        mode: 'sandbox',
        timezone: 'Asia/Jakarta',
        xroad: { errorStyle: 'x7' },
        egress: { allow: [] },
      },
    },
    member('1871-DISDUKCAPIL'),
    member('1871-DPMPTSP'),
    subsystem(CONSUMER),
    subsystem(PROVIDER),
    service(),
  );
  log.length = 0;
  const decide = createDecide(deps);
  const request = createRequest(deps);
  return {
    clock,
    log,
    audit,
    store,
    put,
    notices,
    request: (wish: Partial<AgreementWish> = {}, actor: Actor = INTEGRATOR) =>
      request({ wish: { ...WISH, ...wish }, actor }),
    decide: (act: AgreementAct, actor: Actor, more: Omit<Parameters<typeof decide>[0], 'id' | 'act' | 'actor'> = {}) =>
      decide({ id: 'A-1', act, actor, reason: 'sebab', ...more }),
    decideOn: decide,
    rewrite: createRewrite(deps),
    read: createRead(deps),
    list: createList(deps),
    templates: createTemplates(deps),
    calendar: createCalendar({ ...deps, logger: createLogger({ level: 'silent' }) }),
    /** Asks and approves, until it is in force. */
    async inForce(wish: Partial<AgreementWish> = {}): Promise<AgreementView> {
      const { id } = await request({ wish: { ...WISH, ...wish }, actor: INTEGRATOR });
      await decide({ id, act: 'approve', actor: STEWARD });
      return decide({ id, act: 'approve', actor: OPERATOR });
    },
    close: () => database.close(),
  };
}

/** Code of the error that a promise ends with, and the places of its faults; `done` where it does not. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'done';
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return [error.code, ...error.faults.map(({ place, rule }) => `${place ?? ''} ${rule}`)].join(', ');
  }
}
