import { createHash } from 'node:crypto';
import { Html, html } from './escape.ts';

/**
 * A whole page that needs nothing but itself. Its policy forbids everything that is not in it: no network, no other
 * script than the given one, so that text which was taken for markup after all could still do nothing.
 *
 * @param script the one script of the page; none when absent
 */
export function page(options: { title: string; style: string; body: Html; script?: string }): string {
  const { title, style, body, script } = options;
  const scripts =
    script === undefined ? "'none'" : `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${scripts}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${body}
${script === undefined ? undefined : new Html(`<script>${script}</script>`)}
</body>
</html>
`.text
  }`;
}
