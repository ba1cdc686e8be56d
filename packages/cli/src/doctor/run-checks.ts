import { isNativeError } from 'node:util/types';
import { checkAgreements } from './checks/agreements.ts';
import { checkBusState } from './checks/bus-state.ts';
import { checkCertificates } from './checks/certificates.ts';
import { checkClock } from './checks/clock.ts';
import { checkConnectorFiles } from './checks/connector-files.ts';
import { checkDataFolder } from './checks/data-folder.ts';
import { checkKeys } from './checks/keys.ts';
import { checkLegacyLinks } from './checks/legacy-links.ts';
import { checkLog } from './checks/log.ts';
import { checkPeople } from './checks/people.ts';
import { checkPorts } from './checks/ports.ts';
import { checkProviders } from './checks/providers.ts';
import { checkRegistry } from './checks/registry.ts';
import { checkSandboxLeftOvers } from './checks/sandbox-left-overs.ts';
import { checkSubsystemKeys } from './checks/subsystem-keys.ts';
import { checkSubsystems } from './checks/subsystems.ts';
import { type Finding, finding } from './finding.ts';
import type { Check, Patient } from './patient.ts';

/** In the order of the report: what others rest on comes first. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'data folder': checkDataFolder,
  bus: checkBusState,
  clock: checkClock,
  ports: checkPorts,
  keys: checkKeys,
  people: checkPeople,
  certificates: checkCertificates,
  registry: checkRegistry,
  subsystems: checkSubsystems,
  'subsystem keys': checkSubsystemKeys,
  agreements: checkAgreements,
  'legacy links': checkLegacyLinks,
  providers: checkProviders,
  connectors: checkConnectorFiles,
  sandbox: checkSandboxLeftOvers,
  log: checkLog,
};

/** Runs all checks; one that fails itself is said, and the others go on. */
export async function runChecks(patient: Patient, checks = CHECKS): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      found.push(...(await check(patient)));
    } catch (error) {
      found.push(finding('check-failed', { name, reason: isNativeError(error) ? error.message : String(error) }));
    }
  }
  return found;
}
