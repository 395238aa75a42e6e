import { closeAll } from '../../../local/close-all';

test('all are ended, the last first, and the first failure is told', async () => {
  const ended: string[] = [];
  const service = (name: string, failure?: Error) => ({
    close: () => {
      ended.push(name);
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
  });

  await expect(
    closeAll([service('a'), service('b', new Error('b does not end')), service('c')]),
  ).rejects.toThrow('b does not end');
  expect(ended).toEqual(['c', 'b', 'a']);
});
