import { conditionNames } from '../../../tools/specimens/capture/conditions';
import { planFolder } from '../../../tools/specimens/plan';
import { readOptions, usage, UsageError } from '../../../tools/specimens/options';

describe('the command line of the specimen generator', () => {
  test('without options asks for the committed specimens', () => {
    expect(readOptions([])).toEqual({ kind: 'committed' });
  });

  test('with a folder only asks for every document of every country under every condition', () => {
    const request = readOptions(['--out', 'pictures']);
    expect(request).toMatchObject({
      kind: 'folder',
      out: 'pictures',
      count: 20,
      seed: '1',
      conditions: conditionNames,
    });
    if (request.kind !== 'folder') throw new Error('not a folder');
    expect(request.documents).toHaveLength(10);
    expect(request).not.toHaveProperty('side');
  });

  test('narrows the folder to what is asked for, a country in any case', () => {
    const narrowed =
      '--out o --count 3 --seed abc --country fi --document identity-card --condition glare --side back';
    expect(readOptions(narrowed.split(' '))).toEqual({
      kind: 'folder',
      out: 'o',
      count: 3,
      seed: 'abc',
      documents: [{ country: 'FI', document: 'identity-card' }],
      conditions: ['glare'],
      side: 'back',
    });
  });

  test('makes every document out to the person who has a number, however it is spelled', () => {
    const request = readOptions(['--out', 'o', '--country', 'SE', '--number', '19121212-1212']);
    expect(request).toMatchObject({ holder: { nationalId: '191212121212', firstName: 'Tolvan' } });
    if (request.kind !== 'folder') throw new Error('not a folder');
    const holders = planFolder({ ...request, count: 3 }).map(({ specimen }) => specimen.holder);
    expect(holders).toEqual([request.holder, request.holder, request.holder]);
  });

  test('answers --help whatever else is there, and the help names every option', () => {
    expect(readOptions(['--help', '--count', '3'])).toEqual({ kind: 'help' });
    for (const option of ['out', 'count', 'seed', 'country', 'document', 'condition', 'side', 'number']) {
      expect(usage).toContain(`--${option}`);
    }
  });

  test.each([
    ['--out o --country IS', '--country takes DK, SE, NO, FI; not "IS".'],
    ['--out o --document visa', '--document takes passport, identity-card, driving-licence; not "visa".'],
    ['--out o --condition foggy', '--condition takes clean, photo'],
    ['--out o --count 0', '--count takes a whole number from 1 to 10000; not "0".'],
    ['--out o --count 1e3', '--count takes a whole number'],
    ['--out o --country DK --document identity-card', '--document identity-card is drawn for SE and FI only'],
    ['--out o --side back', '--side is for --document identity-card'],
    ['--out o --number 191212121212', '--number needs --country C'],
    ['--out o --country NO --number 20036914700', '--number takes a test number of NO'],
    ['--count 3', '--count needs --out DIR'],
    ['--out o --colour red', '--colour'],
    ['--out o stray', 'stray'],
    ['--out', '--out'],
    ['--out=', '--out takes the path of a folder.'],
  ])('refuses `%s` and says what would do', (line, message) => {
    const read = (): unknown => readOptions(line.split(' '));
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });
});
