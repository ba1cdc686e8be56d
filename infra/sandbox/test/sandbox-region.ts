import { fileURLToPath } from 'node:url';
import type { RegistryKind, RegistryObject } from '@simpul/contracts';
import { loadRegion } from '@simpul/region';

/** Path of the sandbox's region file. */
export const REGION_FILE = fileURLToPath(new URL('../lampung.yaml', import.meta.url));
const region = loadRegion(REGION_FILE);

type ValueOf<K extends RegistryKind> = Extract<RegistryObject, { kind: K }>['value'];

/** Values of all objects of one kind. */
export async function valuesOf<K extends RegistryKind>(kind: K): Promise<ValueOf<K>[]> {
  const { objects } = await region;
  return objects.filter((object) => object.kind === kind).map(({ value }) => value as ValueOf<K>);
}

/** Base address of the service with this code. */
export async function serviceUrl(code: string): Promise<string> {
  const service = (await valuesOf('service')).find(({ id }) => id.endsWith(`/${code}`));
  if (service?.url === undefined) throw new Error(`no service ${code}`);
  return service.url;
}

/** Text of the contract of the service with this code. */
export async function contractOf(code: string): Promise<string> {
  const contract = (await valuesOf('contract')).find(({ service }) => service.endsWith(`/${code}`));
  if (contract === undefined) throw new Error(`no contract ${code}`);
  return contract.text;
}
