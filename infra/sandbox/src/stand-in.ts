import type { FastifyInstance } from 'fastify';

/** A system that behaves as the real one does, under a path prefix of its own. */
export interface StandIn {
  /** Name in `SeenRequest`. */
  readonly name: string;
  /** Path below which it answers; the region file's addresses begin with it. */
  readonly prefix: string;
  /** Adds its routes. */
  register(app: FastifyInstance): void;
}
