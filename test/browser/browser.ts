import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { executablePath } from './chromium';

export interface TestBrowser {
  /** What went wrong in any page: console messages, exceptions, and requests to any host but the one that is tested. */
  readonly faults: string[];
  open(url: string): Promise<Page>;
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A browser with nobody's profile, that may talk to `origin` only. */
export async function startBrowser(origin: string): Promise<TestBrowser> {
  const profile = mkdtempSync(path.join(tmpdir(), 'browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  context.setDefaultTimeout(8_000);
  const faults: string[] = [];
  const { host } = new URL(origin);
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => faults.push(`exception: ${error.error().message}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.host !== host) faults.push(`request: ${url.href}`);
  });
  return {
    faults,
    context,
    open: async (url) => {
      const page = await context.newPage();
      page.on('websocket', (socket) => {
        if (new URL(socket.url()).host !== host) faults.push(`socket: ${socket.url()}`);
      });
      await page.goto(url);
      return page;
    },
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true });
    },
  };
}
