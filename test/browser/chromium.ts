import { existsSync } from 'node:fs';

/** Debian's, unless CHROMIUM names another. */
export const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Before the first test: throws a sentence, once, when there is no browser. */
export default function assertChromium(): void {
  if (!existsSync(executablePath))
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it with \`apt-get update && apt-get install -y chromium\`, ` +
        'or name another one: CHROMIUM=/path/to/chrome npm run test:browser',
    );
}
