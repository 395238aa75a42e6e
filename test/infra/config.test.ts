import { readConfig } from '../../infra/config';

const read = (context: Record<string, unknown>) => readConfig((name) => context[name]);

test('without any context the safe defaults hold', () => {
  expect(read({})).toEqual({
    stage: 'sandbox',
    region: 'eu-central-1',
    ocrEngine: 'embedded',
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

test.each([
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
