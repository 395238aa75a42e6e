import fc from 'fast-check';
import { moments, WatchedSession, type Moment } from './journal-model';
import { sharedApi, type SessionApi } from './session-api';

let api: SessionApi;
beforeAll(async () => {
  api = await sharedApi();
});
afterEach(() => {
  api.functions.onTurn = () => {};
});

describe('whoever does whatever at the same time', () => {
  it('the journal has no gaps, keeps its past, and leads to where the session is', async () => {
    const stories = fc.array(moments, { minLength: 1, maxLength: 7 });
    const start: Moment = { actions: [{ does: 'start', clientRequestId: 'request-0' }], agents: true };
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const session = new WatchedSession(api, await api.open());
        for (const moment of [start, ...story]) await session.live(moment);
      }),
      { numRuns: 12 },
    );
  });
});
