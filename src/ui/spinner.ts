import { useEffect, useState } from 'react';
import { useUi } from './context.ts';

const FRAME_MS = 120;

/** A frame number that counts on while `active`; no timer runs otherwise, nor for a screen reader. */
export function useFrame(wanted: boolean): number {
  const { theme } = useUi();
  const active = wanted && !theme.spoken;
  const [frame, setFrame] = useState(0);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => setFrame((before) => before + 1), FRAME_MS);
    return () => clearInterval(timer);
  }, [active]);
  return frame;
}
