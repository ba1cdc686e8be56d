import type { Session } from '../../people/sessions/session.ts';
import type { Visitor } from '../../people/people.ts';
import type { Assets } from '../files/static-files.ts';
import type { Texts } from '../texts/texts.ts';
import type { Region } from '../region.ts';
import type { Language } from './languages.ts';
import type { PageRequest } from './page-request.ts';
import type { Form } from './read-form.ts';

/** A request for a page, and what is known of who makes it. */
export interface Visit {
  readonly request: PageRequest;
  /** What the segments `:name` of the route stand for. */
  readonly segments: Readonly<Record<string, string>>;
  /** Empty unless the request is a POST with a form. */
  readonly form: Form;
  readonly language: Language;
  readonly text: Texts;
  readonly region: Region;
  /** The region's name in the visitor's language. */
  readonly regionName: string;
  readonly assets: Assets;
  /** Goes into every form. */
  readonly formToken: string;
  readonly session: Session | undefined;
}

/** A visit by somebody whose session holds. */
export interface OwnVisit extends Visit {
  readonly session: Session;
}

/** A field as a person meant it: without space around it, empty where it was not filled in. */
export function fieldOf({ form }: Pick<Visit, 'form'>, name: string): string {
  return form.get(name)?.trim() ?? '';
}

/** What a credential's form says. */
export function credentialOf(visit: Pick<Visit, 'form'>): unknown {
  try {
    return JSON.parse(fieldOf(visit, 'credential'));
  } catch {
    return undefined;
  }
}

export function visitorOf({ request }: Pick<Visit, 'request'>): Visitor {
  return { source: request.source, agent: request.header('user-agent') ?? '' };
}
