import { useEffect, useState } from 'react';

const FRAME_MS = 120;

/** A frame number that counts on while `active`; no timer runs otherwise. */
export function useFrame(active: boolean): number {
  const [frame, setFrame] = useState(0);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => setFrame((before) => before + 1), FRAME_MS);
    return () => clearInterval(timer);
  }, [active]);
  return frame;
}
