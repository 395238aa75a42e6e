import { readConfig } from '../../infra/config';

const read = (context: Record<string, unknown>) => readConfig((name) => context[name]);

test('without any context the safe defaults hold', () => {
  expect(read({})).toEqual({
    stage: 'sandbox',
    region: 'eu-central-1',
    ocrEngine: 'embedded',
    minimumAge: 18,
    emailDomain: 'customers.danskebank.example',
    agentModel: expect.stringMatching(/^eu\./),
    uploadOrigins: ['*'],
  });
});

test('a list of upload origins is split at its commas', () => {
  expect(read({ uploadOrigins: 'https://a.example,https://b.example' }).uploadOrigins).toEqual([
    'https://a.example',
    'https://b.example',
  ]);
});

test.each([15, '15'])('the minimum age may be %p, as cdk.json or the command line gives it', (minimumAge) => {
  expect(read({ minimumAge }).minimumAge).toBe(15);
});

test.each([
  ...[12, 26, '180', '18.5', '', 'eighteen', 17.5, true].map(
    (minimumAge): [Record<string, unknown>, string] => [
      { minimumAge },
      `Context "minimumAge" is ${JSON.stringify(minimumAge)}; it must be a whole number of years from 13 to 25.`,
    ],
  ),
  [{ stage: 'prod' }, 'Context "stage" is "prod"; it must be one of sandbox, production.'],
  [
    { ocrEngine: 'tesseract' },
    'Context "ocrEngine" is "tesseract"; it must be one of embedded, textract, simulated.',
  ],
  [{ region: 'Stockholm' }, 'Context "region" is "Stockholm"; it must look like eu-central-1.'],
  [{ emailDomain: 42 }, 'Context "emailDomain" is 42; it must look like customers.example.com.'],
  [
    { uploadOrigins: 'bank.example' },
    'Context "uploadOrigins" is "bank.example"; it must look like https://bank.example.',
  ],
])(
  '%p is refused with a sentence that names the setting, what it may be and how to set it',
  (context, sentence) => {
    expect(() => read(context)).toThrow(sentence);
    expect(() => read(context)).toThrow(/Set it in cdk.json or with --context \w+=/);
  },
);
