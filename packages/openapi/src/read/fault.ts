import type { Wording } from '../finding.ts';
import type { Position } from './text-lines.ts';

/** What makes a text unreadable as plain data, and where. */
export interface Fault extends Position {
  readonly rule: string;
  readonly message: Wording;
}

/** A fault that is found at an offset of the text, in UTF-16 code units. */
export interface OffsetFault {
  readonly offset: number;
  readonly rule: string;
  readonly message: Wording;
}
