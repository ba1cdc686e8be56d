import { timingSafeEqual } from 'node:crypto';
import type { Person } from '../domain/person.ts';
import { digestOf, makeToken } from '../domain/secret-token.ts';
import { ENROLMENT_MS, MAX_SESSIONS, SESSION_IDLE_MS, SESSION_MS, SESSION_NOTE_MS } from '../limits.ts';
import type { PeopleParts } from '../parts.ts';
import type { Sessions, Visitor } from '../people.ts';
import type { SessionRow } from '../store/sessions.ts';
import type { Means, Session, SessionView, SignedIn } from './session.ts';

/** What the other parts do with sessions besides. */
export interface SessionKeeper extends Sessions {
  /** Begins a session, with a token of its own; beyond twenty the oldest one ends. */
  begin(person: Person, how: { readonly means: Means; readonly visitor: Pick<Visitor, 'agent'> }): Promise<SignedIn>;
  /** Clears away what a new era of the person has ended already. @returns how many held. */
  sweep(person: Person): Promise<number>;
}

const MAX_AGENT_LENGTH = 200;

type SessionParts = Pick<PeopleParts, 'persons' | 'sessions' | 'secrets' | 'deny' | 'now'>;

export function createSessions(parts: SessionParts): SessionKeeper {
  const { persons, sessions: rows, secrets, deny, now } = parts;

  /** The session of a row, if it holds now. */
  async function held(row: SessionRow | undefined): Promise<Session | undefined> {
    if (row === undefined || !holds(row, now())) return undefined;
    const person = await persons.get(row.person);
    if (person === undefined || person.era !== row.era) return undefined;
    return person.status === (row.stage === 'enrolment' ? 'invited' : 'active') ? sessionOf(row, person) : undefined;
  }

  async function use(row: SessionRow | undefined): Promise<Session | undefined> {
    const session = await held(row);
    if (session !== undefined && now() - session.seenAt >= SESSION_NOTE_MS) await rows.seen(session.id, now());
    return session;
  }

  async function holding(id: string): Promise<SessionRow[]> {
    const person = await persons.get(id);
    const found = await rows.of(id);
    return found.filter((row) => row.era === person?.era && holds(row, now()));
  }

  function sessionOf(row: SessionRow, person: Person): Session {
    const formToken = secrets.mac(`form\0${row.id}`).toString('base64url');
    return { ...viewOf(row), person, stage: row.stage, formToken };
  }

  async function others(person: string, except: string): Promise<SessionRow[]> {
    return (await rows.of(person)).filter(({ id }) => id !== except);
  }

  async function sweep({ id, era }: Person): Promise<number> {
    const ended = (await rows.of(id)).filter((row) => row.era !== era);
    await rows.delete(ended.map((row) => row.id));
    return ended.filter((row) => holds(row, now())).length;
  }

  return {
    sweep,
    async begin(person, { means, visitor }) {
      const token = makeToken();
      const startedAt = now();
      const stage = means === 'invitation' ? 'enrolment' : 'signed-in';
      const row: SessionRow = {
        id: digestOf('session', token),
        person: person.id,
        stage,
        means,
        agent: visitor.agent.slice(0, MAX_AGENT_LENGTH).toWellFormed(),
        era: person.era,
        startedAt,
        seenAt: startedAt,
        endsAt: startedAt + (stage === 'enrolment' ? ENROLMENT_MS : SESSION_MS),
      };
      await rows.add(row);
      const surplus = (await rows.of(person.id)).slice(MAX_SESSIONS);
      if (surplus.length > 0) await rows.delete(surplus.map(({ id }) => id));
      return { token, session: sessionOf(row, person) };
    },
    find: async (token) => use(await rows.get(digestOf('session', token))),
    findById: async (id) => use(await rows.get(id)),
    isFormToken: ({ formToken }, given) => isSame(formToken, given),
    list: async (person) => (await holding(person)).filter(({ stage }) => stage === 'signed-in').map(viewOf),
    async end(person, id) {
      const row = await rows.get(id);
      if (row?.person !== person) return false;
      const ended = await rows.delete([id]);
      await deny(person);
      return ended > 0;
    },
    async endAll(id, options) {
      if (options === undefined) {
        const ended = await sweep(await persons.change(id, ({ era }) => ({ era: era + 1 })));
        await deny(id);
        return ended;
      }
      // A new era would end the one that stays, too.
      const ended = await rows.delete((await others(id, options.except)).map((row) => row.id));
      await deny(id);
      return ended;
    },
  };
}

function holds({ endsAt, seenAt }: SessionRow, now: number): boolean {
  return now < endsAt && now < seenAt + SESSION_IDLE_MS;
}

function viewOf({ id, person, means, agent, startedAt, seenAt, endsAt }: SessionRow): SessionView {
  return { id, person, means, agent, startedAt, seenAt, endsAt };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
