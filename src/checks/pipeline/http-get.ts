import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface GetOptions {
  headers?: Record<string, string>;
  /** For the whole exchange, milliseconds. */
  patience: number;
}

const MAX_BODY = 8 * 1024 * 1024;
const MAX_REDIRECTS = 5;

/**
 * One GET, redirects followed. Not by `fetch`: where a server closes the connection without a word, as the port of a
 * container does while the program in it starts, Node 20's never settles; with nothing else to wait for, docker-labs
 * would just end, and with 0.
 *
 * @throws Error of the network, or when the answer is longer than 8 MiB
 */
export async function httpGet(
  url: string,
  options: GetOptions,
  redirects = MAX_REDIRECTS,
): Promise<HttpAnswer> {
  const answer = await exchange(url, options);
  const { location } = answer.headers;
  const elsewhere = answer.status >= 300 && answer.status < 400 && location !== undefined && redirects > 0;
  return elsewhere ? httpGet(new URL(location, url).href, options, redirects - 1) : answer;
}

function exchange(url: string, { headers = {}, patience }: GetOptions): Promise<HttpAnswer> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked = send(url, { headers, agent: false, signal: AbortSignal.timeout(patience) }, (response) => {
      const { statusCode: status = 0, headers: said } = response;
      read(response).then((body) => resolve({ status, headers: said, body }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function read(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const piece of response.setEncoding('utf8')) {
    body += piece;
    if (body.length > MAX_BODY) throw new Error('the answer is too long');
  }
  return body;
}
