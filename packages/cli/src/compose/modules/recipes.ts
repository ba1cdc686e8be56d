import type { Shape } from '../shape.ts';
import { audit } from './audit.ts';
import { exchange } from './exchange.ts';
import { gateway } from './gateway.ts';
import { identity } from './identity.ts';
import type { Recipe } from './recipe.ts';
import { registry } from './registry.ts';
import { signer } from './signer.ts';

/** Each calls only those before it, so that it is the order to start in; and, turned around, the order to stop in (design 02). */
const ALL: readonly Recipe[] = [signer, audit, registry, identity, exchange, gateway];

/** The modules of a process. Without a shared store audit signs itself. */
export function recipesOf({ services, mongo }: Pick<Shape, 'services' | 'mongo'>): readonly Recipe[] {
  return ALL.filter(({ name }) => services.includes(name) && (name !== 'signer' || mongo !== undefined));
}
