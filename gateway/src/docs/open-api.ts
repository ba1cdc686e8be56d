import { AUTH, type ErrorDefinition, HTTP, PROBLEM_TYPE } from '@simpul/errors';
import { type Answer, CHAPTERS, type Content, type Language, type Operation, type Parameter } from './operation.ts';
import { plainSchemas, refTo } from './schemas.ts';
import { TEXTS } from './texts.ts';

/** Names of the security schemes in the document. */
const TOKEN = 'token';
const OPEN_LINK = 'openLink';
/** Name of the scheme of a subsystem that acts for itself. */
export const SUBSYSTEM_TOKEN = 'subsystemToken';

const UNIDENTIFIED = [AUTH.TOKEN_MISSING, AUTH.TOKEN_INVALID, AUTH.PROOF_INVALID, AUTH.PROOF_REPLAYED];

export interface OpenApiOptions {
  /** Address under which the bus is known. */
  readonly publicUrl: string;
  readonly language: Language;
}

type Json = Readonly<Record<string, unknown>>;

/** The reference as an OpenAPI 3.1 document. */
export interface OpenApi {
  readonly openapi: '3.1.1';
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

export interface SecurityScheme {
  readonly type: string;
  readonly description: string;
  readonly [more: string]: unknown;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: true; readonly content: OpenApiContent };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly content?: OpenApiContent;
}

type OpenApiContent = Readonly<Record<string, { readonly schema: object }>>;

/** Builds the document of a table of operations: what they take and answer comes from the contracts, their errors from the error tables. */
export function buildOpenApi(operations: readonly Operation[], { publicUrl, language }: OpenApiOptions): OpenApi {
  const text = TEXTS[language];
  const fill = (words: string): string => words.replaceAll('{publicUrl}', publicUrl);
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = toOperation(operation, { language, fill });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: text.title,
      description: text.description,
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: CHAPTERS.map((name) => ({ name, description: text.chapters[name] })),
    paths,
    components: {
      schemas: plainSchemas(),
      securitySchemes: {
        [TOKEN]: {
          type: 'oauth2',
          description: fill(text.token),
          flows: { clientCredentials: { tokenUrl: `${publicUrl}/oauth2/token`, scopes: text.scopes } },
        },
        [SUBSYSTEM_TOKEN]: {
          type: 'oauth2',
          description: fill(text.subsystemToken),
          flows: { clientCredentials: { tokenUrl: `${publicUrl}/oauth2/token`, scopes: {} } },
        },
        [OPEN_LINK]: { type: 'apiKey', in: 'header', name: 'X-Road-Client', description: text.openLink },
      },
    },
  };
}

function toOperation(
  operation: Operation,
  { language, fill }: { readonly language: Language; readonly fill: (words: string) => string },
): OpenApiOperation {
  const { id, chapter, title, more, parameters, body } = operation;
  return {
    operationId: id,
    tags: [chapter],
    summary: title[language],
    ...(more === undefined ? {} : { description: fill(more[language]) }),
    security: securityOf(operation),
    ...(parameters === undefined ? {} : { parameters: parameters.map((each) => toParameter(each, language)) }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: toContent([body]) } }),
    responses: toResponses(operation, language),
  };
}

/** Alternatives; an empty one says that nothing is needed. */
function securityOf({ needs, inProduction }: Operation): OpenApiOperation['security'] {
  if (needs === 'identity') return [{ [TOKEN]: [] }, { [OPEN_LINK]: [] }];
  if (needs !== 'nothing') {
    const itself = needs.orSubsystem === true ? [{ [SUBSYSTEM_TOKEN]: [] }, { [OPEN_LINK]: [] }] : [];
    return [...needs.anyOf.map((scope) => ({ [TOKEN]: [scope] })), ...itself];
  }
  return inProduction === undefined ? [] : [{}, { [TOKEN]: [inProduction] }];
}

function toParameter({ text, ...parameter }: Parameter, language: Language): OpenApiParameter {
  return { ...parameter, description: text[language] };
}

function toResponses(operation: Operation, language: Language): Record<string, OpenApiResponse> {
  const { needs, inProduction, answers, errors } = operation;
  const isGuarded = needs !== 'nothing' || inProduction !== undefined;
  const needsScope = isGuarded && needs !== 'identity';
  const all = [...errors, ...(isGuarded ? UNIDENTIFIED : []), ...(needsScope ? [HTTP.FORBIDDEN] : [])];
  const byStatus = Map.groupBy(all, ({ status }) => status);
  return {
    ...Object.fromEntries(answers.map((answer) => [answer.status, toResponse(answer, language)])),
    ...Object.fromEntries([...byStatus].map(([status, rows]) => [status, problem(listErrors(rows, language))])),
    default: problem(TEXTS[language].anyError),
  };
}

function toResponse({ text, content }: Answer, language: Language): OpenApiResponse {
  return { description: text[language], ...(content === undefined ? {} : { content: toContent(content) }) };
}

function problem(description: string): OpenApiResponse {
  return { description, content: toContent([{ type: PROBLEM_TYPE, schema: 'Problem' }]) };
}

function listErrors(rows: readonly ErrorDefinition[], language: Language): string {
  return rows.map(({ code, message }) => `${code}: ${message[language]}`).join('\n');
}

function toContent(contents: readonly Content[]): OpenApiContent {
  return Object.fromEntries(
    contents.map(({ type, schema }) => [type, { schema: typeof schema === 'string' ? refTo(schema) : schema }]),
  );
}
