import type { exchangeDirectory, Result } from '@simpul/contracts';
import type { Directory } from '../domain/directory.ts';

/** Who is on the bus: X-Road's `listClients`, and what the landing page shows. */
export function createListDirectory(directory: Directory) {
  return ({ instance }: { instance?: string }): Promise<Result<typeof exchangeDirectory>> => {
    const { settings } = directory;
    const own = settings?.instance ?? '';
    const subsystems = instance === undefined || instance === own ? [...directory.subsystems.values()] : [];
    const services = Map.groupBy(directory.services.keys(), (id) => id.slice(0, id.lastIndexOf('/')));
    return Promise.resolve({
      instance: own,
      name: settings?.name.id ?? '',
      mode: settings?.mode ?? '',
      members: subsystems.map(({ id, name }) => ({
        id,
        memberName: directory.members.get(id.slice(0, id.lastIndexOf('/')))?.name.id ?? '',
        subsystemName: name.id,
        services: services.get(id) ?? [],
      })),
    });
  };
}
