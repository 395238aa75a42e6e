import { CONFIDENCE_GATE } from '../../../identity/confidence';
import { readWith } from '../../../lambdas/extract_id_from_s3/read-document';
import { embedded } from '../../../lambdas/extract_id_from_s3/reading/embedded';
import { nonDocument } from '../../../tools/hostile-pictures/non-documents';

/** Those that look most like a zone; `npm run bench -- hygiene` has many more, and other kinds. */
test.each([3, 5].map((index) => nonDocument(index, 'of the tests')))(
  '$kind: never accepted, and the reason is told',
  async ({ bytes }) => {
    const { confidence, reasons } = await readWith(embedded)(bytes, 'DK');

    expect(confidence).toBeLessThan(CONFIDENCE_GATE);
    expect(reasons[0]).toMatch(/^(MRZ_|NO_DOCUMENT_FOUND|PICTURE_|COUNTRY_MISMATCH|\w+_CHECK_DIGIT_FAILED)/);
  },
);
