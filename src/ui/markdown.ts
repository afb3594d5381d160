import { useEffect, useState } from 'react';
import type { renderMarkdown } from '../text/markdown.ts';

type Render = typeof renderMarkdown;

let loaded: Render | undefined;

/** Loads the Markdown renderer: it brings a highlighter along, which the first frame shall not wait for. */
export async function loadMarkdown(): Promise<Render> {
  loaded ??= (await import('../text/markdown.ts')).renderMarkdown;
  return loaded;
}

/** The renderer, once it is there. */
export function useMarkdown(): Render | undefined {
  const [render, setRender] = useState(() => loaded);
  useEffect(() => {
    if (!render) void loadMarkdown().then((made) => setRender(() => made));
  }, [render]);
  return render;
}
