// The part of marked-terminal that is used here; @types/marked-terminal does not fit marked 18.
declare module 'marked-terminal' {
  import type { MarkedExtension } from 'marked';

  type Style = (text: string) => string;

  export interface TerminalRendererOptions {
    code?: Style;
    codespan?: Style;
    strong?: Style;
    em?: Style;
    del?: Style;
    link?: Style;
    href?: Style;
    html?: Style;
    text?: Style;
    emoji?: boolean;
    showSectionPrefix?: boolean;
    tab?: number;
  }

  /** @param highlight goes to cli-highlight: a style for each kind of token */
  export function markedTerminal(
    options?: TerminalRendererOptions,
    highlight?: { theme?: Record<string, Style> },
  ): MarkedExtension;
}
