import type { EngineChoice } from '../engine/choice.ts';

/** The options that every command takes (contracts: "common"). */
export interface CommonOptions {
  /** The workspace; default: here if it is one, else `./docker-labs`. */
  dir?: string;
  engine: EngineChoice;
  json: boolean;
  /** Another course's folder. */
  labs?: string;
  /** False with `--no-color`. */
  color: boolean;
}
