import autocannon from 'autocannon';
import type { Question } from './notes';
import { quantile } from './quantile';

/** Questions put to a server, over and over, on `connections` connections at once. */
export interface LoadTask {
  url: string;
  connections: number;
  seconds: number;
  questions: (Question & { headers: Record<string, string> })[];
}

export interface LoadResult {
  answers: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Lost connections, timeouts, other statuses than 200, and answers that were not the right one. */
  errors: number;
}

function load({ url, connections, seconds, questions }: LoadTask): Promise<LoadResult> {
  let wrong = 0;
  const times: number[] = [];
  const requests = questions.map(({ headers, body, answer }) => ({
    method: 'POST' as const,
    headers: { 'content-type': 'application/json', ...headers },
    body,
    onResponse(status: number, text: string) {
      // Apollo ends its answers with a line break.
      if (status !== 200 || text.trimEnd() !== answer) wrong++;
    },
  }));
  return new Promise((resolve, reject) => {
    const run = autocannon(
      { url, connections, duration: seconds, requests },
      (failure, { errors, duration }) => {
        if (failure) return reject(failure);
        resolve({
          answers: times.length,
          perSecond: times.length / duration,
          p50Ms: quantile(times, 0.5),
          p99Ms: quantile(times, 0.99),
          errors: errors + wrong,
        });
      },
    );
    run.on('response', (_client, _status, _bytes, timeMs) => times.push(timeMs));
  });
}

process.on('message', (task: LoadTask) => {
  void load(task).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
process.send?.({});
