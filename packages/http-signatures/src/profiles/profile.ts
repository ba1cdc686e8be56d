import type { Parameters } from 'structured-headers';
import type { Component } from '../components/component.ts';
import type { ReadMessage } from '../message/read-message.ts';
import type { CommonParameters } from './parameters.ts';

/** What one of our signatures must look like: this, no less and no more. */
export interface Profile<P extends CommonParameters = CommonParameters> {
  readonly tag: string;
  /** In the order in which we write them. */
  readonly parameters: readonly (Extract<keyof P, string> | 'tag')[];
  /** Reads parameters that are all there. */
  readonly readParameters: (parameters: Parameters) => P;
  /** In the order in which we write them; a signer may choose another. */
  readonly mayCover: readonly Component[];
  /** Whether a signature of this message must cover one of these. */
  readonly mustCover: (component: Component, message: ReadMessage) => boolean;
}
