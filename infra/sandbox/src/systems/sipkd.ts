import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Budget, generateBudgets } from '../generator/budgets.ts';
import type { StandIn } from '../stand-in.ts';

/** Milliseconds before an answer where the caller does not say. */
const DELAY_MS = 1500;
const DELAY_MAX_MS = 60_000;

interface Query {
  readonly tunda?: string;
}

/** The budget system: right, and slow, since it computes its reports when they are asked for. */
export const sipkd: StandIn = {
  name: 'sipkd',
  prefix: '/sipkd',
  register(app) {
    const budgets = generateBudgets();
    const wait = waiter(app);
    app.get<{ Params: { tahun: string }; Querystring: Query }>('/realisasi/:tahun', async (request, reply) => {
      const waited = await wait(request.query.tunda);
      const data = budgets.get(Number(request.params.tahun));
      if (data === undefined) return reply.code(404).send({ pesan: 'Tahun anggaran tidak dikenal' });
      return { tahun: Number(request.params.tahun), tunda_ms: waited, data };
    });
    app.get<{ Params: { tahun: string; opd: string }; Querystring: Query }>(
      '/realisasi/:tahun/:opd',
      async (request, reply) => {
        await wait(request.query.tunda);
        const budget = findBudget(budgets.get(Number(request.params.tahun)), request.params.opd);
        return budget ?? reply.code(404).send({ pesan: 'Perangkat daerah tidak dikenal' });
      },
    );
  },
};

function findBudget(budgets: readonly Budget[] | undefined, office: string): Budget | undefined {
  return budgets?.find(({ opd }) => opd === office);
}

/** Waits as long as was asked and says how long; closing the server ends all waits. */
function waiter(app: FastifyInstance): (asked: string | undefined) => Promise<number> {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  return async (asked) => {
    const wanted = Number(asked ?? DELAY_MS);
    const milliseconds = Number.isInteger(wanted) && wanted >= 0 ? Math.min(wanted, DELAY_MAX_MS) : DELAY_MS;
    await delay(milliseconds, undefined, { signal: closing.signal });
    return milliseconds;
  };
}
