import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../cloud';
import type { Cloud } from '../cloud';
import { newRequestId, readBody, sendAwsJsonError } from '../http';
import { sendFile, sendJson, sendPage } from './answer';
import { assetsOf } from './assets';
import type { PageName } from './assets';
import { consolePage } from './console-page';
import { frontPage, inventory } from './front-page';
import type { FrontPage } from './front-page';
import { documentedSchema } from './graphql-api';
import type { GraphQlApi } from './graphql-api';
import { refusalOf } from './guard';
import type { Purpose } from './guard';
import { RecentRequests } from './recent-requests';
import type { Feed } from './requests';
import { readSignRequest, signatureFor } from './sign';

/** Asked at each request: the stack may change while it runs. */
export interface FrontDoorOptions {
  cloud: () => Cloud;
  api: () => GraphQlApi;
  /** What the template has and this machine does not run, a sentence each. */
  notRun: () => readonly string[];
}

/** Answers a request that is for the front door; false, and nothing done, for any other. */
export type FrontDoor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Bytes; AppSync takes no larger request, and the body is a text in JSON here. */
const largestSignRequest = 4 * 1024 * 1024;

interface Route {
  purpose: Purpose;
  answer(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** The page at `/`, the console at `/console`, and what the two are made of. */
export function createFrontDoor({ cloud, api, notRun }: FrontDoorOptions): FrontDoor {
  const recent = new RecentRequests();
  const content = (): FrontPage => ({ cloud: cloud(), api: api(), notRun: notRun() });
  const feedAfter = (cursor: string | undefined): Feed => ({
    ...recent.after(cloud().recentRequests(), cursor),
    inventory: createHash('sha256').update(inventory(content()).text).digest('base64url'),
  });
  const script = (page: PageName): Route => ({
    purpose: 'data',
    answer: async (request, response) =>
      sendFile(request, response, 'text/javascript', (await assetsOf(page)).script),
  });
  const style = (page: PageName): Route => ({
    purpose: 'data',
    answer: async (request, response) =>
      sendFile(request, response, 'text/css', (await assetsOf(page)).style),
  });

  const routes: Record<string, Route> = {
    'GET /': {
      purpose: 'page',
      answer: (request, response) => sendPage(request, response, frontPage(content(), feedAfter(undefined))),
    },
    'GET /front-door/requests.json': {
      purpose: 'data',
      answer: (request, response) => {
        const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
        sendJson(response, 200, feedAfter(searchParams.get('after') ?? undefined));
      },
    },
    'GET /front-door/front-page.js': script('front-page'),
    'GET /front-door/front-page.css': style('front-page'),
    'GET /front-door/console.js': script('console'),
    'GET /front-door/console.css': style('console'),
    'GET /console': {
      purpose: 'page',
      answer: (request, response) => sendPage(request, response, consolePage(cloud(), api())),
    },
    'GET /console/schema.json': {
      purpose: 'data',
      answer: (_request, response) => sendJson(response, 200, { data: documentedSchema(api()) }),
    },
    'POST /console/sign': {
      purpose: 'action',
      answer: async (request, response) => {
        const wanted = readSignRequest(await readBody(request, largestSignRequest));
        const headers = await signatureFor(cloud(), request.headers.host ?? '', wanted);
        sendJson(response, 200, { headers });
      },
    },
  };

  return (request, response) => {
    const [path] = (request.url ?? '/').split('?');
    const name = `${request.method} ${path}`;
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (route === undefined) return false;
    void answer(route, request, response);
    return true;
  };
}

async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const refusal = refusalOf(request, route.purpose);
    if (refusal !== undefined) throw new AwsError('AccessDeniedException', refusal, 403);
    await route.answer(request, response);
  } catch (error) {
    sendAwsJsonError(response, error, newRequestId());
  }
}
