import { syntheticPerson } from '../../identity/population';
import { POPULATION_SIZE } from '../../identity/population/numbers';
import type { ConditionName } from './capture/conditions';
import { issueSpecimen, type Specimen } from './documents/specimen';
import type { FolderRequest } from './options';
import { seeded, type Random } from './random';

/** One picture of a folder, before it is drawn. */
export interface Plan {
  readonly specimen: Specimen;
  readonly condition: ConditionName;
  readonly file: string;
}

/** Room for the largest folder within the larger populations. Sweden's is smaller: past its last person comes its first. */
const LAST_FIRST_PERSON = 80_000;

/** What a folder holds: every document under every condition once, in a shuffled order, before any comes again. */
export function planFolder(request: FolderRequest): Plan[] {
  const random = seeded(request.seed);
  const combinations = request.documents.flatMap((kind) =>
    request.conditions.map((condition) => ({ ...kind, condition })),
  );
  const firstPerson = random.integer(0, LAST_FIRST_PERSON);
  const plans: Plan[] = [];
  while (plans.length < request.count) {
    const round = shuffled(combinations, random).slice(0, request.count - plans.length);
    for (const { country, document, condition } of round) {
      const number = String(plans.length + 1).padStart(4, '0');
      const index = (firstPerson + plans.length) % POPULATION_SIZE[country];
      const holder = request.holder ?? syntheticPerson(country, index);
      plans.push({
        specimen: issueSpecimen(document, holder, `${request.seed}/${number}`),
        condition,
        file: `${number}-${country.toLowerCase()}-${document}-${condition}.jpg`,
      });
    }
  }
  return plans;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
