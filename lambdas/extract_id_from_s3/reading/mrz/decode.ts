import { align, freeText, type Alignment } from './alignment';
import { GRAMMARS, judge, type Grammar, type MrzFormat, type Stretch, type Verdict } from './grammar';
import { ALPHABET, type LinePosteriors } from './network';

/** The lines of a machine-readable zone as they were read. */
export interface MrzReading {
  readonly format: MrzFormat;
  /** Exactly as many and as long as the format says, of `A-Z`, `0-9` and `<`. */
  readonly lines: readonly string[];
  /** Probability that each character is right, 0 to 1, line by line. */
  readonly characterConfidence: readonly (readonly number[])[];
  readonly lowestConfidence: number;
  readonly checkDigitsOk: boolean;
  /** Characters that were changed on the check digits' word. */
  readonly repaired: number;
  /** How far the grammar had to bend what the network saw, in nats: 0 for a clean line, above 20 for what may be no zone at all; never above 30. */
  readonly strain: number;
}

/** Beyond this strain the grammar has dreamt up a zone. */
const DREAMT_STRAIN = 30;
/** What a check digit or another rule that does not hold costs, in nats, where texts compete. */
const RULE_COST = 12;
/** A free reading this much shorter or longer than a layout is not that layout. */
const LENGTH_PLAY = 5;
/** Lines strained further than this are not worth repairing. */
const REPAIRABLE_STRAIN = 20;
/** Characters less likely than the one chosen by more than this are no alternative. */
const ALTERNATIVE_REACH = 5;
const MOST_ALTERNATIVES = 14;
/** What is said at most of characters that break a rule. */
const BROKEN_CONFIDENCE = 0.5;
/**
 * A line that had to lose or gain a clearly seen character (7 nats and more) may have lost the wrong one: from this strain on no
 * character of it is believed.
 */
const STRAINED_LINE = 5;

interface Substitution {
  readonly line: number;
  readonly at: number;
  readonly character: string;
  readonly cost: number;
}

function substitute(lines: readonly string[], { line, at, character }: Substitution): string[] {
  return lines.map((text, i) => (i === line ? text.slice(0, at) + character + text.slice(at + 1) : text));
}

function within(stretches: readonly Stretch[], line: number, at: number): boolean {
  return stretches.some(([of, from, to]) => of === line && at >= from && at < to);
}

const probabilityOf = (alignment: Alignment | undefined, at: number, character: string): number =>
  alignment?.probabilities[at]?.[ALPHABET.indexOf(character)] ?? 0;

/** The likeliest other characters where a check digit that does not hold looks. */
function alternatives(alignments: readonly Alignment[], suspects: readonly Stretch[]): Substitution[] {
  return alignments
    .flatMap(({ text, probabilities }, line) =>
      probabilities.flatMap((seen, at) => {
        if (!within(suspects, line, at)) return [];
        const chosen = seen[ALPHABET.indexOf(text[at] ?? '')] ?? 0;
        return [...seen].flatMap((probability, c) => {
          const cost = Math.log(chosen / Math.max(probability, Number.MIN_VALUE));
          const character = ALPHABET[c] ?? '';
          return character === text[at] || cost > ALTERNATIVE_REACH ? [] : [{ line, at, character, cost }];
        });
      }),
    )
    .sort((p, q) => p.cost - q.cost)
    .slice(0, MOST_ALTERNATIVES);
}

/** One or two substitutions at a time, each with its cost. */
function repairs(lines: readonly string[], substitutions: readonly Substitution[]) {
  return substitutions.flatMap((first, i) => {
    const once = substitute(lines, first);
    return [
      { lines: once, cost: first.cost, repaired: 1 },
      ...substitutions
        .slice(i + 1)
        .filter((second) => second.line !== first.line || second.at !== first.at)
        .map((second) => ({ lines: substitute(once, second), cost: first.cost + second.cost, repaired: 2 })),
    ];
  });
}

/** Characters that a check digit cannot tell apart have values that differ by a multiple of ten (ICAO 9303-3 § 4.9). */
function sameToCheckDigit(p: string, q: string): boolean {
  const value = (character: string): number => (character === '<' ? 0 : parseInt(character, 36));
  return (value(p) - value(q)) % 10 === 0;
}

/**
 * The network's word, corrected by the rules. A check digit that holds rules out every single mistake it can see: such a mistake needs
 * a second one beside it, so what the network gave to other characters counts only as far as another character is in doubt too.
 * What breaks a rule is not believed.
 */
function confidences(
  alignments: readonly Alignment[],
  lines: readonly string[],
  verdict: Verdict,
): number[][] {
  const doubts = lines.map((text, line) =>
    [...text].map((c, at) => 1 - probabilityOf(alignments[line], at, c)),
  );
  return lines.map((text, line) =>
    [...text].map((character, at) => {
      const strained = (alignments[line]?.cost ?? Infinity) > STRAINED_LINE;
      if (strained || within([...verdict.failed.flat(), ...verdict.broken], line, at)) {
        return Math.min(BROKEN_CONFIDENCE, 1 - (doubts[line]?.[at] ?? 1));
      }
      const seen = 1 - (doubts[line]?.[at] ?? 1);
      const covers = verdict.held.filter((cover) => within(cover, line, at));
      if (covers.length === 0) return seen;
      const otherDoubt = Math.min(
        ...covers.map((cover) =>
          cover.reduce(
            (sum, [of, from, to]) => sum + (doubts[of] ?? []).slice(from, to).reduce((a, b) => a + b, 0),
            -(doubts[line]?.[at] ?? 0),
          ),
        ),
      );
      let unseen = 0;
      for (const other of ALPHABET) {
        if (other !== character && sameToCheckDigit(other, character)) {
          unseen += probabilityOf(alignments[line], at, other);
        }
      }
      const seenByDigit = Math.max(0, 1 - seen - unseen);
      return seen / (seen + unseen + seenByDigit * Math.min(1, Math.max(0, otherDoubt)));
    }),
  );
}

interface Candidate {
  readonly grammar: Grammar;
  readonly alignments: readonly Alignment[];
  readonly lines: readonly string[];
  readonly repaired: number;
  readonly verdict: Verdict;
  /** Strain, the repairs' cost and the broken rules' together. */
  readonly cost: number;
}

/**
 * The best zone in lines given from top to bottom, of which some may not belong to it. Formats, alphabets and check digits compete;
 * `undefined` where no format fits, or only one far from what was seen.
 */
export function decodeLines(lines: readonly LinePosteriors[]): MrzReading | undefined {
  const free = lines.map(freeText);
  const known = new Map<string, Alignment | undefined>();
  const alignment = (index: number, layout: string): Alignment | undefined => {
    const key = `${index} ${layout}`;
    const line = lines[index];
    if (!line || Math.abs((free[index] ?? '').length - layout.length) > LENGTH_PLAY) return undefined;
    if (!known.has(key)) known.set(key, align(line, layout));
    return known.get(key);
  };

  let best: Candidate | undefined;
  for (const grammar of GRAMMARS) {
    for (let first = 0; first + grammar.layouts.length <= lines.length; first++) {
      const alignments: Alignment[] = [];
      let strain = 0;
      for (const [i, layout] of grammar.layouts.entries()) {
        const aligned = strain > DREAMT_STRAIN ? undefined : alignment(first + i, layout);
        if (!aligned) break;
        alignments.push(aligned);
        strain += aligned.cost;
      }
      if (alignments.length < grammar.layouts.length || strain > DREAMT_STRAIN) continue;
      const consider = (texts: readonly string[], extra: number, repaired: number): Verdict => {
        const verdict = judge(grammar, texts);
        const cost = strain + extra + RULE_COST * (verdict.failed.length + verdict.broken.length);
        if (!best || cost < best.cost) best = { grammar, alignments, lines: texts, repaired, verdict, cost };
        return verdict;
      };
      const texts = alignments.map(({ text }) => text);
      const { failed } = consider(texts, 0, 0);
      if (failed.length === 0 || strain > REPAIRABLE_STRAIN) continue;
      for (const repair of repairs(texts, alternatives(alignments, failed.flat()))) {
        consider(repair.lines, repair.cost, repair.repaired);
      }
    }
  }
  if (!best) return undefined;
  const characterConfidence = confidences(best.alignments, best.lines, best.verdict);
  return {
    format: best.grammar.format,
    lines: best.lines,
    characterConfidence,
    lowestConfidence: Math.min(...characterConfidence.flat()),
    checkDigitsOk: best.verdict.failed.length === 0,
    repaired: best.repaired,
    strain: best.alignments.reduce((sum, { cost }) => sum + cost, 0),
  };
}
