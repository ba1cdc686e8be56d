import type { LeafMembers } from '@simpul/bus';
import type { Resource } from '@simpul/contracts';
import type { Step } from '../resources/resource.ts';

/** Characters of a leaf's `op` at most. */
const MAX_OP_LENGTH = 500;

/** What the log says of a change: the id without its instance, and for versions where they now stand. */
export function leafOf(
  kind: Resource,
  verb: 'create' | 'update' | 'delete',
  { id, before, after }: Pick<Step<Resource>, 'id' | 'before' | 'after'>,
): LeafMembers & { readonly type: string } {
  const short = kind === 'group' ? id : id.slice(id.indexOf('/') + 1);
  const isVersion = 'state' in after;
  const from =
    before !== undefined && 'state' in before && isVersion && before.state !== after.state ? `${before.state} to ` : '';
  const state = isVersion && verb !== 'delete' ? ` ${from}${after.state}` : '';
  return {
    type: `config.${kind}`,
    op: `${verb} ${short}${state}`.slice(0, MAX_OP_LENGTH),
    ...(kind === 'subsystem' && { consumer: id }),
    ...(kind === 'service' && { provider: id }),
    ...('state' in after && { provider: after.service, version: after.version }),
  };
}
