import type { ClusterLayout } from '@simpul/testing';

/** Names of the cases, in the order in which each repetition runs them. */
export const CLUSTER_CASES = [
  'moleculer-web',
  'simpul-edge',
  'simpul-apart',
  'simpul-edge-mongo',
  'simpul-apart-mongo',
] as const;
export type ClusterCaseName = (typeof CLUSTER_CASES)[number];
export type SimpulCaseName = Exclude<ClusterCaseName, 'moleculer-web'>;

/** How the processes of a case are cut, and whether their stores are files of each or one database. */
export interface CaseShape {
  readonly layout: ClusterLayout;
  readonly store: 'sqlite' | 'mongo';
}

const EDGE: ClusterLayout = ['gateway,exchange', 'identity', 'registry', 'audit'];
const APART: ClusterLayout = ['gateway', 'exchange', 'identity', 'registry', 'audit'];

export const SHAPES: Readonly<Record<SimpulCaseName, CaseShape>> = {
  'simpul-edge': { layout: EDGE, store: 'sqlite' },
  'simpul-apart': { layout: APART, store: 'sqlite' },
  'simpul-edge-mongo': { layout: [...EDGE, 'signer'], store: 'mongo' },
  'simpul-apart-mongo': { layout: [...APART, 'signer'], store: 'mongo' },
};
