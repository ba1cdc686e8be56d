import { type BusClient, createBus, handler } from '@simpul/bus';
import {
  type Actor,
  auditAppend,
  type Expected,
  type RegistryObject,
  registryPatch,
  registryPut,
  registryPutContract,
  registryRead,
  registryRemove,
  type Resource,
  type Role,
} from '@simpul/contracts';
import { openSqliteDocumentStore } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { temporaryFolder } from '@simpul/testing';
import { create } from '../src/index.ts';

/** Somebody with a role, for a scope. */
export function person(role: Role, scope?: string): Actor {
  return { kind: 'person', id: role, grants: [{ role, ...(scope !== undefined && { scope }) }] };
}

export const OPERATOR = person('operator');
export const INTEGRATOR = person('integrator', 'GOV/A');

/** A registry that runs on a bus of its own, with a log that keeps what it is told. */
export async function startRegistry(region: readonly RegistryObject[]) {
  const folder = temporaryFolder();
  const bus = createBus({ nodeId: 'node-1', roundTrip: true });
  const leaves: Record<string, unknown>[] = [];
  bus.serve('audit', [
    handler(auditAppend, async ({ leaves: sent }) => {
      leaves.push(...sent.map(({ leaf }) => JSON.parse(Buffer.from(leaf).toString()) as Record<string, unknown>));
      return { outcomes: sent.map(() => 'stored' as const) };
    }),
  ]);
  const module = await create(
    { nodeId: 'node-1', region },
    {
      bus,
      logger: createLogger({ level: 'silent' }),
      openStore: (collections, format) =>
        openSqliteDocumentStore({ file: `${folder.path}/registry.sqlite`, collections, format }),
      onPlan: () => undefined,
    },
  );
  await bus.start();
  await module.start();
  const gateway: BusClient = bus.as('gateway');
  return {
    gateway,
    leaves: () => leaves.filter(({ type }) => String(type).startsWith('config.')),
    api: apiOf(gateway),
    async stop() {
      await module.stop();
      await bus.stop();
      folder.remove();
    },
  };
}
export type RunningRegistry = Awaited<ReturnType<typeof startRegistry>>;

/** What a caller of the API does, in short. */
function apiOf(gateway: BusClient) {
  const revisionOf = async (kind: Resource, id: string): Promise<Expected> => [
    (await gateway.call(registryRead, { kind, id })).revision,
  ];
  return {
    create: (kind: Resource, id: string, body: unknown, actor: Actor = OPERATOR) =>
      gateway.call(registryPut, { kind, id, expected: 'absent', body, actor }),
    put: async (kind: Resource, id: string, body: unknown, actor: Actor = OPERATOR) =>
      gateway.call(registryPut, { kind, id, expected: await revisionOf(kind, id), body, actor }),
    patch: async (kind: Resource, id: string, patch: unknown, actor: Actor = OPERATOR) =>
      gateway.call(registryPatch, { kind, id, expected: await revisionOf(kind, id), patch, actor }),
    remove: async (kind: Resource, id: string, actor: Actor = OPERATOR) =>
      gateway.call(registryRemove, { kind, id, expected: await revisionOf(kind, id), actor }),
    read: (kind: Resource, id: string) => gateway.call(registryRead, { kind, id }),
    contract: (service: string, version: string, text: string, actor: Actor = OPERATOR) =>
      gateway.call(registryPutContract, {
        service,
        version,
        expected: 'absent',
        mediaType: 'application/yaml',
        body: Buffer.from(text),
        actor,
      }),
  };
}
