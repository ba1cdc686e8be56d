import { type Bus, createAccessTokenVerifier, followDenylist, followRegistry, keptIn, type Module } from '@simpul/bus';
import type { Logger, Metrics, Tracing } from '@simpul/telemetry';
import type { Server } from 'node:http';
import { CALL_BODY_MAX_BYTES } from '@simpul/contracts';
import { AddressedSubsystems } from './auth/addressed-subsystems.ts';
import { createAuthority } from './auth/authority.ts';
import { createApiCallers } from './auth/api-caller.ts';
import { createCredentialReader } from './auth/credential.ts';
import { MtlsSubsystems } from './auth/mtls-subsystems.ts';
import { OpenSubsystems } from './auth/open-subsystems.ts';
import { TokenSubsystems } from './auth/token-subsystems.ts';
import { type GatewayConfig, MAX_BODY_BYTES } from './config.ts';
import { listen } from './listen.ts';
import { createProofChecker } from './proof/dpop-proof.ts';
import { createNoteProof } from './proof/note-proof.ts';
import { SignatureThread } from './proof/signature-thread.ts';
import { createBodyReader } from './road/read-body.ts';
import { RoadErrorStyle } from './road/road-error-style.ts';
import { createStreamingSockets } from './road/streaming-sockets.ts';
import { createRoadHandler } from './road/road-handler.ts';
import { buildServer } from './server.ts';
import { createCertificateWatch } from './tls/certificate-watch.ts';
import { createPeers } from './tls/peers.ts';
import { readTlsFiles, type TlsMaterial } from './tls/read-tls-files.ts';
import { watchTlsFiles } from './tls/reload.ts';
import { readTrustedProxies } from './tls/trusted-proxies.ts';

export interface GatewayDeps {
  readonly bus: Bus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Why the process cannot do its work now; empty when it can. */
  readonly notReady: () => readonly string[];
}

export interface Gateway extends Module {
  /** Where the public door is, once it is open. */
  address(): { readonly host: string; readonly port: number };
}

/** What a gateway calls. */
const BEHIND = ['identity', 'registry', 'exchange', 'audit'] as const;
/** Milliseconds that exchanges under way get to finish at a stop (design 02). */
const DRAIN_MS = 25_000;

/** Creates the only public door: HTTP in, one typed call out. */
export async function createGateway(config: GatewayConfig, deps: GatewayDeps): Promise<Gateway> {
  const { bus, logger, metrics, tracing, notReady } = deps;
  const { publicUrl, tls } = config;
  const material = tls && readTlsFiles(tls);
  const client = bus.as('gateway');
  const open = new OpenSubsystems();
  const errorStyle = new RoadErrorStyle();
  const streams = createStreamingSockets();
  const signatures = new SignatureThread();
  const checkProof = createProofChecker({ signatures });
  const { authorityMaxAgeMs } = config;
  const kept = keptIn(config.snapshotDir, 'gateway', authorityMaxAgeMs);
  const denylist = followDenylist(bus, client, {
    onFailure: (err) => logger.warn({ err }, 'identity does not say which tokens are denied'),
    kept: kept.denylist,
    authorityMaxAgeMs,
  });
  const tokens = createAccessTokenVerifier(client, denylist);
  const mtls = new MtlsSubsystems();
  const keyed = new TokenSubsystems();
  const addressed = new AddressedSubsystems();
  const follower = followRegistry(bus, client, {
    apply(changed, deleted) {
      open.apply(changed, deleted);
      mtls.apply(changed, deleted);
      keyed.apply(changed, deleted);
      addressed.apply(changed, deleted);
      errorStyle.apply(changed);
    },
    onFailure: (err) => logger.warn({ err }, 'the registry does not answer'),
    kept: kept.registry,
  });
  const authority = createAuthority({ registry: follower, identity: denylist, authorityMaxAgeMs });
  const watch = createCertificateWatch({ metrics, logger, ownerOf: (fingerprint) => mtls.ownerOf(fingerprint) });
  const peers = createPeers({
    isTrustedProxy: readTrustedProxies(config.trustedProxy),
    chainChecked: tls?.clientCaFile !== undefined,
  });
  const callers = createApiCallers({
    publicUrl,
    tokens,
    checkProof,
    open,
    mtls,
    peers,
    authority,
    noteProof: createNoteProof(client),
  });
  const isApart = !bus.isHere('exchange');
  const road = createRoadHandler({
    client,
    apart: isApart ? { isAway: () => bus.missing(['exchange']).length > 0 } : undefined,
    authority,
    readCredential: createCredentialReader({ checkProof, peers, mtls, keyed, addressed, watch, publicUrl }),
    bodies: createBodyReader(bus.held, isApart ? CALL_BODY_MAX_BYTES : MAX_BODY_BYTES),
    lanes: bus.lanes,
    streams,
    publicUrl,
    errorStyle,
    metrics,
    tracing,
    logger,
  });
  const routes = {
    client,
    callers,
    open,
    peers,
    streams,
    publicUrl,
    regionSchema: config.regionSchema,
    example: config.example,
    metrics,
    logger,
    notReady,
  };
  const { app, door } = await buildServer(road, routes, material);
  const { server } = door;
  const useMaterial = (renewed: TlsMaterial): void => {
    door.renew(renewed);
    watch.own(renewed.certificate.validToDate.getTime());
  };
  const reload = tls && watchTlsFiles({ tls, use: useMaterial, logger });
  let port = config.port;
  return {
    name: 'gateway',
    address: () => ({ host: config.host, port }),
    async start() {
      // The door opens first: who calls while a part of the bus is away is told which.
      port = await listen(server, { host: config.host, port: config.port });
      if (material) watch.own(material.certificate.validToDate.getTime());
      watch.start();
      reload?.start();
      await Promise.all([follower.start(), denylist.start()]);
    },
    async stop() {
      follower.stop();
      denylist.stop();
      reload?.stop();
      watch.stop();
      await drain(server);
      await app.close();
      await signatures.close();
    },
    notReady() {
      if (!server.listening) return 'the public door is closed';
      const away = bus.missing(BEHIND);
      if (follower.age() === Number.POSITIVE_INFINITY && !away.includes('registry')) away.push('registry');
      if (denylist.age() === Number.POSITIVE_INFINITY && !away.includes('identity')) away.push('identity');
      return away.length === 0 ? undefined : `not heard of: ${away.join(', ')}`;
    },
  };
}

/** Stops accepting and lets what is under way finish; cuts what takes too long. */
function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
