import { compile, requireDuty } from '@simpul/bus';
import {
  type Actor,
  type LegacyLink,
  type LinkView,
  LinkWish,
  type Params,
  type registryAllowLink,
  type registryLinks,
  type registryRemoveLink,
  type Result,
} from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import { createHash, randomBytes } from 'node:crypto';
import { ID_PARTS } from '@simpul/region';
import type { AgreementDeps } from '../agreements/deps.ts';
import { matterOf } from '../agreements/domain/rights.ts';
import { pageOf } from '../domain/page-of.ts';
import type { Kept, Registry } from '../store/snapshot.ts';
import { linkFaults } from './link-faults.ts';
import { circumstancesOf } from '../domain/circumstances.ts';
import { fullIdOf } from '../domain/full-id.ts';

const violationOf = compile(LinkWish);
const KEY_BYTES = 32;
/** Begins each key, so that scanners for leaked secrets can find one. */
const KEY_PREFIX = 'simpul_';

/** Legacy links: allowed by an operator, with an end, and taken back at once. */
export function createLinks({ store, write, now }: Pick<AgreementDeps, 'store' | 'write' | 'now'>) {
  return {
    async list(params: Params<typeof registryLinks>): Promise<Result<typeof registryLinks>> {
      const { actor } = params;
      const registry = await store.refresh();
      const { instance } = circumstancesOf(registry, now()).settings;
      const subsystem = params.subsystem && fullIdOf(params.subsystem, instance, ID_PARTS.subsystem);
      if (subsystem === undefined || actor.kind !== 'client' || actor.id !== subsystem) {
        requireDuty('link:allow', subsystem === undefined ? {} : matterOf(registry, subsystem), actor);
      }
      const { items, next } = pageOf(registry.all('link'), params, ({ value }) => {
        return subsystem === undefined || value.subsystem === subsystem;
      });
      return { items: items.map(viewOf), ...(next !== undefined && { next }) };
    },

    async allow(params: Params<typeof registryAllowLink>): Promise<Result<typeof registryAllowLink>> {
      const { code, body, actor } = params;
      const wish = readWish(body);
      const key = wish.kind === 'api-key' ? `${KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}` : undefined;
      const { kept } = await write(actor, (registry) => {
        const { settings, day } = circumstancesOf(registry, now());
        const subsystem = subsystemOf(params.subsystem, settings.instance, registry);
        requireDuty('link:allow', matterOf(registry, subsystem), actor);
        const id = `${subsystem}/${code}`;
        if (registry.entry('link', id) !== undefined) {
          throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind: 'link', id } });
        }
        const faults = [...linkFaults(wish, day)];
        if (faults.length > 0) throw new SimpulError(REGISTRY.INVALID, { faults });
        const value = toLink(wish, key, { subsystem, decidedBy: actor.id });
        return {
          changes: [{ kind: 'link', id, managedBy: 'api', value }],
          leaf: { type: 'config.link', consumer: subsystem, op: `allow ${code} ${wish.kind} until ${wish.until}` },
          result: undefined,
        };
      });
      const link = kept.find((each): each is Kept<'link'> => each.kind === 'link');
      if (link === undefined) throw new TypeError('an allowed link is kept');
      return { ...viewOf(link), ...(key !== undefined && { key }) };
    },

    async remove(params: Params<typeof registryRemoveLink>): Promise<Record<string, never>> {
      const { code, expected, actor } = params;
      await write(actor, (registry) => {
        const { instance } = circumstancesOf(registry, now()).settings;
        const subsystem = fullIdOf(params.subsystem, instance, ID_PARTS.subsystem);
        const id = `${subsystem}/${code}`;
        requireRemover(subsystem, actor, registry);
        const revision = registry.entry('link', id)?.revision;
        if (revision === undefined) throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'link', id } });
        if (revision !== expected) {
          throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind: 'link', id } });
        }
        return {
          changes: [{ kind: 'link', id, managedBy: 'api' }],
          leaf: { type: 'config.link', consumer: subsystem, op: `remove ${code}` },
          result: undefined,
        };
      });
      return {};
    },
  };
}

/** An operator, or the subsystem itself, which may give up what is weak. */
function requireRemover(subsystem: string, actor: Actor, registry: Registry): void {
  if (actor.kind === 'client' && actor.id === subsystem) return;
  requireDuty('link:allow', matterOf(registry, subsystem), actor);
}

function subsystemOf(reference: string, instance: string, registry: Registry): string {
  const id = fullIdOf(reference, instance, ID_PARTS.subsystem);
  if (registry.entry('subsystem', id) === undefined) {
    throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'subsystem', id } });
  }
  return id;
}

function readWish(body: unknown): LinkWish {
  const violation = violationOf(body);
  if (violation === undefined) return body as LinkWish;
  throw new SimpulError(REGISTRY.INVALID, { faults: [{ place: violation.place, rule: violation.rule }] });
}

/** Of a key its digest alone is kept. */
function toLink(
  wish: LinkWish,
  key: string | undefined,
  whose: Pick<LegacyLink, 'subsystem' | 'decidedBy'>,
): LegacyLink {
  if (wish.kind === 'ip') return { ...wish, ...whose };
  return {
    ...wish,
    ...whose,
    keyDigest: createHash('sha256')
      .update(key ?? '')
      .digest('base64url'),
  };
}

/** The digest of a key is nobody's to see. */
function viewOf({ id, value, revision, updatedAt }: Kept<'link'>): LinkView {
  const { subsystem, kind, until, reason, decidedBy } = value;
  const addresses = value.kind === 'ip' ? { addresses: value.addresses } : {};
  return { id, subsystem, kind, ...addresses, until, reason, decidedBy, revision, updatedAt };
}
