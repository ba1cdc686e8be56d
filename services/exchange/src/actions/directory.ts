import type { exchangeDirectory, Result } from '@simpul/contracts';
import type { Directory } from '../domain/directory.ts';

/** Who is on the bus: X-Road's `listClients`, and what the landing page shows. */
export function createListDirectory(directory: Directory) {
  return ({ instance }: { instance?: string }): Promise<Result<typeof exchangeDirectory>> => {
    const { settings } = directory;
    const own = settings?.instance ?? '';
    const isOwn = instance === undefined || instance === own;
    const subsystems = isOwn ? [...directory.subsystems.values()] : [];
    const agencies = isOwn ? [...directory.members.values()] : [];
    const services = Map.groupBy(directory.services.keys(), (id) => id.slice(0, id.lastIndexOf('/')));
    return Promise.resolve({
      instance: own,
      name: settings?.name.id ?? '',
      mode: settings?.mode ?? '',
      agencies: agencies.map(({ id, name }) => ({ id, name: name.id })),
      members: subsystems.map(({ id, name }) => ({
        id,
        memberName: directory.members.get(id.slice(0, id.lastIndexOf('/')))?.name.id ?? '',
        subsystemName: name.id,
        services: services.get(id) ?? [],
      })),
    });
  };
}
