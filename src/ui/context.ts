import { createContext, useContext } from 'react';
import type { SessionEvent } from '../session/events.ts';
import type { Theme } from './theme.ts';

interface Ui {
  theme: Theme;
  dispatch(event: SessionEvent): void;
  /** Local time of day, `14:02:11`; of another day, its date. */
  clock(at: number): string;
  now(): number;
  /** A file of a lab as a link, where the terminal has links. */
  link(lab: string, file: string, text: string): string;
}

export const UiContext = createContext<Ui | undefined>(undefined);

/** The theme and what views may call. */
export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (!ui) throw new Error('a view outside of the app');
  return ui;
}
