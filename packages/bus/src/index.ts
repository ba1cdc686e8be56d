export { type AccessToken, type AccessTokenVerifier, createAccessTokenVerifier } from './access-token.ts';
export { type BodyLanes, createBodyLanes, createHeldBytes, type HeldBytes, MAX_HELD_BYTES } from './body-lanes.ts';
export { type Bus, type BusClient, type BusOptions, createBus, type Handler, handler } from './bus.ts';
export type { Module } from './module.ts';
export { followRegistry, type RegistryFollower, type RegistryFollowerOptions } from './registry-follower.ts';
export { decode, encode } from './serializer.ts';
export { compile, type Violation } from './validation.ts';
