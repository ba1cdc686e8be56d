import Type, { type Static } from 'typebox';
import { type Announcement, Closed, defineAction } from './action.ts';
import { Actor } from './identity.ts';
import { RegistryObject } from './registry-objects.ts';

/** What applying a region file would do, or did. */
export const PlanEntry = Closed({
  action: Type.Enum(['create', 'update', 'delete', 'keep']),
  kind: Type.String(),
  id: Type.String(),
  /** Members that differ, for `update`. */
  fields: Type.Array(Type.String()),
});
export type PlanEntry = Static<typeof PlanEntry>;

const RegionParams = Closed({
  objects: Type.Array(RegistryObject, { maxItems: 200_000 }),
  /** Delete file-managed objects that the file no longer names; without it they are reported as `keep`. */
  prune: Type.Boolean(),
});
const PlanResult = Closed({ entries: Type.Array(PlanEntry), revision: Type.Integer() });

/** What would `registry.apply` change? */
export const registryPlan = defineAction({
  name: 'registry.plan',
  params: RegionParams,
  result: PlanResult,
  callers: ['gateway'],
  deadlineMs: 30_000,
  idempotent: true,
});

/** Makes file-managed objects equal to these. */
export const registryApply = defineAction({
  name: 'registry.apply',
  /** Without `actor`: whoever starts the process. */
  params: Closed({ ...RegionParams.properties, actor: Type.Optional(Actor) }),
  result: PlanResult,
  callers: ['gateway'],
  deadlineMs: 30_000,
  idempotent: true,
});

/** Objects changed after a revision, oldest first; deleted ones come without a value. Repeat while `more`. */
export const registryChanges = defineAction({
  name: 'registry.changes',
  params: Closed({ since: Type.Integer({ minimum: 0 }), limit: Type.Integer({ minimum: 1, maximum: 10_000 }) }),
  result: Closed({
    revision: Type.Integer(),
    changed: Type.Array(RegistryObject),
    deleted: Type.Array(Closed({ kind: Type.String(), id: Type.String() })),
    more: Type.Boolean(),
  }),
  callers: ['gateway', 'exchange', 'identity'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Sent after a change was stored; carries nothing. */
export const registryChanged: Announcement = Object.freeze({ name: 'registry.changed' });
