import { parseMrz } from '../../../identity/mrz/parse';
import { sameName } from '../../../identity/names';
import { readNationalId } from '../../../identity/national-id/national-id';
import { drawPage, type SideName } from '../../../tools/specimens/documents/page';
import { trueFields, type TrueFields } from '../../../tools/specimens/manifest';
import { readOptions, type FolderRequest } from '../../../tools/specimens/options';
import { planFolder, type Plan } from '../../../tools/specimens/plan';

const TODAY = '2026-06-01';

function request(line: string): FolderRequest {
  const read = readOptions(['--out', 'unused', ...line.split(' ').filter(Boolean)]);
  if (read.kind !== 'folder') throw new Error('not a folder');
  return read;
}

describe('the plan of a folder', () => {
  test('is the same for the same seed and another for another', () => {
    const plan = planFolder(request('--seed one --count 12'));
    expect(planFolder(request('--seed one --count 12'))).toEqual(plan);
    expect(planFolder(request('--seed two --count 12'))).not.toEqual(plan);
  });

  test('has every document of every country under every condition once before any comes again', () => {
    const kinds = planFolder(request('--count 101')).map(({ file }) => file.replace(/^\d+-/, ''));
    expect(new Set(kinds.slice(0, 100)).size).toBe(100);
    expect(kinds.slice(0, 100)).toContain(kinds[100]);
  });

  test('has different people, whose documents are valid and whose zones say who they are', () => {
    const plan = planFolder(request('--count 60 --seed zones'));
    expect(new Set(plan.map(({ specimen }) => specimen.holder.nationalId)).size).toBe(60);
    for (const { specimen } of plan) {
      expect(specimen.expiresOn > TODAY).toBe(true);
      if (specimen.mrz === null) continue;
      const zone = parseMrz(
        { format: specimen.mrz.length === 2 ? 'TD3' : 'TD1', lines: specimen.mrz },
        TODAY,
      );
      const { holder } = specimen;
      expect(Object.values(zone.checkDigits)).not.toContain('fail');
      expect(zone).toMatchObject({
        dateOfExpiry: specimen.expiresOn,
        documentNumber: specimen.documentNumber,
      });
      expect({ dateOfBirth: zone.dateOfBirth, sex: zone.sex }).toEqual({
        dateOfBirth: holder.dateOfBirth,
        sex: holder.sex,
      });
      expect(sameName(zone.surname, holder.lastName, { cut: zone.namesCut })).toBe(true);
      const number = zone.nationalNumber && readNationalId(holder.country, zone.nationalNumber.text, TODAY);
      const onFrontOnly = holder.country === 'FI' && specimen.document === 'identity-card';
      expect(number?.ok === true ? number.canonical : undefined).toBe(
        onFrontOnly ? undefined : holder.nationalId,
      );
    }
  });
});

describe('the largest folder of Swedish pictures', () => {
  test('has ten thousand different people', () => {
    const plan = planFolder(request('--count 10000 --country SE --document driving-licence'));
    expect(new Set(plan.map(({ specimen }) => specimen.holder.nationalId)).size).toBe(10_000);
  });
});

describe('the truth about a picture', () => {
  function only(line: string): Plan {
    const [plan] = planFolder(request(`--count 1 ${line}`));
    if (plan === undefined) throw new Error('nothing planned');
    return plan;
  }
  const truth = ({ specimen }: Plan, side?: SideName): TrueFields =>
    trueFields(specimen, drawPage(specimen, side));

  test('has the number of a Finnish identity card only where its front is in the picture', () => {
    const card = only('--country FI --document identity-card');
    const { nationalId } = card.specimen.holder;
    expect(truth(card, 'back').nationalId).toBeNull();
    expect(truth(card, 'front').nationalId).toBe(nationalId);
    expect(truth(card).nationalId).toBe(nationalId);
  });

  test('has the number of a Swedish one on the back too, in the machine-readable zone', () => {
    const card = only('--country SE --document identity-card');
    expect(drawPage(card.specimen)).toMatchObject({ showsMrz: true, showsFront: false });
    expect(truth(card).nationalId).toBe(card.specimen.holder.nationalId);
  });

  test('has no sex for a driving licence, which prints none', () => {
    expect(truth(only('--document driving-licence')).sex).toBeNull();
    expect(truth(only('--document passport')).sex).not.toBeNull();
  });
});
