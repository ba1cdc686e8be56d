import type { RegistryObject, Settings } from '@simpul/contracts';
import type { Bus } from '../api/bus.ts';
import type { Session } from '../api/session.ts';
import type { DataLayout } from '../compose/data-layout.ts';
import type { InstanceFile } from '../compose/instance-file.ts';
import type { UpConfig } from '../compose/up-config.ts';
import type { Terminal } from '../terminal.ts';
import type { Finding } from './finding.ts';

/** A file or folder of a data folder, as the file system describes it. */
export interface FileFact {
  /** From the data folder; empty for itself. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly mtimeMs: number;
}

/** A data folder on this machine. */
export interface Folder {
  readonly path: string;
  readonly layout: DataLayout;
  /** Absent where the folder is not born yet, or the file is damaged. */
  readonly instance?: InstanceFile;
  /** Why `instance.json` cannot be read. */
  readonly instanceFault?: string;
  readonly state: 'running' | 'stopped' | 'unknown';
  /** What a running process wrote of itself; stays behind where one was killed. No address where it has no public door. */
  readonly endpoint?: { readonly url?: string; readonly metricsUrl?: string };
  readonly files: readonly FileFact[];
  /** Parts that could not be looked into. */
  readonly unreadable: readonly string[];
}

/** What was heard of the bus when it was first asked. */
export interface Heard {
  /** Milliseconds of this clock, before and after. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Its `Date`, milliseconds; whole seconds. */
  readonly date?: number;
  readonly ready: boolean;
  /** As it says itself. */
  readonly instance?: string;
  readonly mode?: string;
}

/** Where the bus is and how it can be asked. */
export interface Address {
  /** Where it is connected to. */
  readonly url: string;
  readonly publicUrl: string;
}

/** The bus, as far as it could be reached. */
export type Reached =
  | {
      readonly answers: true;
      readonly bus: Bus;
      readonly heard: Heard;
      readonly signIn: (scope: Scope) => Promise<Session>;
    }
  | { readonly answers: false; readonly reason: string };

export type Scope = 'region:apply' | 'audit:read';

/** What is registered, as reviewed or as stored. */
export interface KnownRegion {
  readonly settings: Settings;
  readonly objects: readonly RegistryObject[];
  readonly from: 'file' | 'registry';
  /** Warnings of the loader, one line each. */
  readonly warnings: readonly string[];
}

/** Everything that checks look at; gathered once. */
export interface Patient {
  readonly terminal: Terminal;
  /** As `simpul up` would have them here. */
  readonly settings: UpConfig;
  /** Absent: the doctor looks from outside. */
  readonly folder?: Folder;
  readonly address?: Address;
  /** Absent: there is no address to ask. */
  readonly reached?: Reached;
  readonly region?: KnownRegion;
  /** What is wrong with where the region should be. */
  readonly regionProblems: readonly Finding[];
  /** Text of `/metrics` at the operator's door. */
  readonly metrics?: string;
}

/** One thing to look at. */
export type Check = (patient: Patient) => Promise<readonly Finding[]>;
