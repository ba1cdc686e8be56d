import type { RegistryObject } from '@simpul/contracts';
import type { UpstreamConfig } from '@simpul/identity';
import type { MongoConnection } from '@simpul/store';
import type { DataLayout } from './data-layout.ts';
import type { DoorConfig } from './door-config.ts';
import type { Shape } from './shape.ts';

/** What a process of the bus is told. */
export interface ComposeConfig extends Shape {
  readonly layout: DataLayout;
  /** To the database of `mongo`; closed by who opened it. */
  readonly connection: MongoConnection | undefined;
  readonly instance: string;
  readonly mode: 'sandbox' | 'production';
  readonly publicUrl: string;
  readonly host: string;
  readonly port: number;
  readonly door: DoorConfig;
  readonly metrics: { readonly port: number; readonly elsewhere: boolean };
  /** Milliseconds without contact to registry or identity after which nothing is decided any more. */
  readonly authorityMaxAgeMs: number;
  /** Objects of the region file, if one was given. */
  readonly region: readonly RegistryObject[] | undefined;
  /** Text of the file of witnesses. */
  readonly witnessPolicy: string | undefined;
  /** The region's own OpenID provider. */
  readonly upstream: UpstreamConfig | undefined;
  /** Command that makes a real exchange in this region. */
  readonly example: string | undefined;
}
