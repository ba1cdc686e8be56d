import type { Agreement } from '@simpul/contracts';
import type { LeafSource } from '@simpul/tlog';

/** Members of a leaf that are the same for every exchange under one agreement, service version and operation. */
export interface LeafStatics {
  readonly consumer: string;
  readonly provider: string;
  readonly version: string;
  readonly agreement: Pick<Agreement, 'id' | 'digest'>;
  readonly purpose: string;
  readonly legal: string;
  readonly op: string;
  readonly onBehalfOf?: string;
  readonly providedFor?: string;
  /** Id of the legacy link by which the consumer came. */
  readonly actor?: string;
}

/** Members that differ from exchange to exchange. Digests and codes hold nothing that JSON would escape. */
export interface LeafVariables {
  readonly id: string;
  readonly src: LeafSource;
  readonly time: number;
  readonly ms: number;
  readonly attempts: number;
  readonly outcome: 'ok' | 'provider-error' | 'failed';
  readonly error: string | undefined;
  readonly request: { readonly digest: string; readonly size: number } | undefined;
  readonly response:
    { readonly digest: string | undefined; readonly size: number; readonly status: number } | undefined;
  readonly sig: { readonly kid: string; readonly digest: string } | undefined;
  readonly subjects: { readonly n: number; readonly c: readonly string[] } | undefined;
  readonly trace: string;
  readonly user: string | undefined;
  /** UUID, id made by the bus, or commitment. */
  readonly xRoadId: string;
}

export type RenderClosedLeaf = (variables: LeafVariables) => string;

/**
 * Compiles the canonical JSON (RFC 8785) of `exchange.closed` leaves into pieces of text. A JCS library costs several
 * times as much on the hot path (its equality is held by a property-based test).
 */
export function compileClosedLeaf(statics: LeafStatics): RenderClosedLeaf {
  const text = JSON.stringify;
  const { agreement } = statics;
  const actor = statics.actor === undefined ? '' : `"actor":${text(statics.actor)},`;
  const start = `{${actor}"agreement":{"digest":${text(agreement.digest)},"id":${text(agreement.id)}},"attempts":`;
  const consumer = `,"consumer":${text(statics.consumer)}`;
  const legal = `","legal":${text(statics.legal)},"ms":`;
  const onBehalfOf = statics.onBehalfOf === undefined ? '' : `,"onBehalfOf":${text(statics.onBehalfOf)}`;
  const op = `${onBehalfOf},"op":${text(statics.op)},"outcome":"`;
  const providedFor = statics.providedFor === undefined ? '' : `,"providedFor":${text(statics.providedFor)}`;
  const provider = `"${providedFor},"provider":${text(statics.provider)},"purpose":${text(statics.purpose)}`;
  const version = `,"v":1,"version":${text(statics.version)},"xRoadId":`;
  return (v) => {
    const error = v.error === undefined ? '' : `,"error":"${v.error}"`;
    const request =
      v.request === undefined ? '' : `,"request":{"digest":"${v.request.digest}","size":${v.request.size}}`;
    const user = v.user === undefined ? '' : `,"user":"${v.user}"`;
    return `${start}${v.attempts}${consumer}${error},"id":"${v.id}${legal}${v.ms}${op}${v.outcome}${provider}${request}${responseText(v.response)}${signatureText(v.sig)}${sourceText(v.src)}${subjectsText(v.subjects)},"time":${v.time},"trace":"${v.trace}","type":"exchange.closed"${user}${version}${text(v.xRoadId)}}`;
  };
}

function responseText(response: LeafVariables['response']): string {
  if (response === undefined) return '';
  const digest = response.digest === undefined ? '' : `"digest":"${response.digest}",`;
  return `,"response":{${digest}"size":${response.size},"status":${response.status}}`;
}

function signatureText(sig: LeafVariables['sig']): string {
  return sig === undefined ? '' : `,"sig":{"digest":"${sig.digest}","kid":"${sig.kid}"}`;
}

function sourceText(src: LeafSource): string {
  const prev = src.prev === undefined ? '' : `"prev":"${src.prev}",`;
  return `,"src":{"boot":${JSON.stringify(src.boot)},"node":${JSON.stringify(src.node)},${prev}"seq":${src.seq}}`;
}

function subjectsText(subjects: LeafVariables['subjects']): string {
  if (subjects === undefined) return '';
  return `,"subjects":{"c":[${subjects.c.map((c) => `"${c}"`).join(',')}],"n":${subjects.n}}`;
}
