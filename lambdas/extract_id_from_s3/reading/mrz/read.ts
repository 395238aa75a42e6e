import { SURE_CHARACTER } from '../../../../identity/confidence';
import { asset } from '../assets';
import type { GrayPicture } from '../image/resample';
import { findChains, scaleOf, type View } from './chains';
import { decodeLines, type MrzReading } from './decode';
import { loadNetwork, type ReadLine } from './network';
import { groupChains, liftLine, upsideDown, type Zone } from './zones';

/** What the search for a machine-readable zone brought. */
export interface MrzSearch {
  /** The best reading, weak ones included: `isSure` tells. `undefined` where nothing reads like a zone. */
  readonly reading: MrzReading | undefined;
  /** Where it stands, in reading order; without a reading, the likeliest place of one, whichever way up. */
  readonly zone: Zone | undefined;
}

/** Up to this strain (nats) the lines are the right way up, whatever else is wrong with them. */
const UPRIGHT_STRAIN = 10;
const MOST_ZONES = 4;
/** Of one picture, both ways up counted: a page full of letters has no end of places. */
const MOST_READINGS = 14;

/**
 * A small picture and a wide window first: most zones are found there, in a third of the time. Then a large one, for small print;
 * then a narrow window, for characters that run together.
 */
const VIEWS: readonly View[] = [
  { side: 1000, contrast: 0.82, window: 1 / 50 },
  { side: 1600, contrast: 0.82, window: 1 / 50 },
  { side: 1600, contrast: 0.9, window: 1 / 150 },
];

/** Whether a reading may be believed without a person looking at it. */
export function isSure(reading: MrzReading): boolean {
  return reading.checkDigitsOk && reading.lowestConfidence >= SURE_CHARACTER;
}

/** Lower is better; nats, where they are comparable. */
function doubt({ strain, checkDigitsOk, lowestConfidence, repaired }: MrzReading): number {
  return strain + (checkDigitsOk ? 0 : 50) + 10 * (1 - lowestConfidence) + 3 * repaired;
}

/** Ordinary print is not set evenly over so many characters, and not in two lines over so many. */
const LONE_MRZ_LINE = 26;
const PAIRED_MRZ_LINE = 18;

function isMrzLike({ lines }: Zone): boolean {
  const longer = (least: number): number => lines.filter(({ count }) => count >= least).length;
  return longer(LONE_MRZ_LINE) > 0 || longer(PAIRED_MRZ_LINE) > 1;
}

let network: Promise<ReadLine> | undefined;

/** The network that ships with this Lambda, loaded once; a failed attempt is made again. */
function loadedNetwork(): Promise<ReadLine> {
  network ??= Promise.all([asset('mrz.int8.bin'), asset('convolution.wasm')])
    .then(([model, wasm]) => loadNetwork(model, wasm))
    .catch((error: unknown) => {
      network = undefined;
      throw error;
    });
  return network;
}

/**
 * Finds and reads the machine-readable zone of a document in a picture, whichever way it lies. Several places, both ways up, and two
 * ways to tell ink from paper compete; the grammar decides. Throws only where the model cannot be loaded.
 */
export async function readMrz(picture: GrayPicture): Promise<MrzSearch> {
  const readLine = await loadedNetwork();
  let best: { reading: MrzReading; zone: Zone } | undefined;
  let likeliest: Zone | undefined;
  let readings = 0;
  const [small, large] = VIEWS.map((view) => scaleOf(picture, view));
  for (const view of small === large ? VIEWS.slice(1) : VIEWS) {
    const places = groupChains(findChains(picture, view));
    const zones = places.filter((zone) => zone.lines.length > 1);
    likeliest ??= zones.find(isMrzLike) ?? places.find(isMrzLike);
    for (const zone of zones.slice(0, MOST_ZONES).flatMap((upright) => [upright, upsideDown(upright)])) {
      if (++readings > MOST_READINGS) break;
      const reading = decodeLines(zone.lines.map((line) => readLine(liftLine(picture, line))));
      if (!reading) continue;
      if (!best || doubt(reading) < doubt(best.reading)) best = { reading, zone };
      // Another attempt is not worth its time.
      if (isSure(best.reading) && best.reading.repaired === 0) return best;
      if (reading.strain < UPRIGHT_STRAIN) break;
    }
  }
  return best ?? { reading: undefined, zone: likeliest };
}
