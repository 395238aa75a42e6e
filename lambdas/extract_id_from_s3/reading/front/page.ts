import {
  resizePicture,
  sampleQuad,
  turnedRectangle,
  type GrayPicture,
  type Point,
  type Quad,
} from '../image/resample';
import type { Zone } from '../mrz/zones';
import { directionOfPrint, findLines, findMarks, type PrintLine } from './print';

/** A line of print in a picture, and its place on the straightened page. */
export interface PlacedLine extends PrintLine {
  /** In pixels of the picture, but measured along and across the page's own lines. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A page is looked at with its longer side this long, but never enlarged more than twice. */
const ANALYSIS_SIDE = 1200;
const MOST_ENLARGED = 2;
/** Pictures that are less turned than this need not be straightened: every line has a slope of its own. Radians. */
const STRAIGHT = 0.01;

/** A region of a picture seen straight, `scale` pixels of the picture to one of its own. */
interface View {
  readonly quad: Quad;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

const scaleFor = (side: number): number => Math.max(1 / MOST_ENLARGED, side / ANALYSIS_SIDE);

const between = (p: Point, q: Point, share: number): Point => ({
  x: p.x + (q.x - p.x) * share,
  y: p.y + (q.y - p.y) * share,
});

function place({ quad, width, height, scale }: View, line: PrintLine): PlacedLine {
  const inPicture = ({ x, y }: Point): Point =>
    between(
      between(quad.topLeft, quad.topRight, x / width),
      between(quad.bottomLeft, quad.bottomRight, x / width),
      y / height,
    );
  const size = line.size * scale;
  return {
    from: inPicture(line.from),
    to: inPicture(line.to),
    size,
    count: line.count,
    breaks: line.breaks,
    box: {
      x: line.from.x * scale,
      y: Math.min(line.from.y, line.to.y) * scale - size,
      width: (line.to.x - line.from.x) * scale,
      height: size + Math.abs(line.to.y - line.from.y) * scale,
    },
  };
}

/** A view of a whole picture that is turned by `angle` (radians). */
function wholeView(picture: GrayPicture, angle: number): View {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const across = picture.width * cos + picture.height * sin;
  const down = picture.width * sin + picture.height * cos;
  const scale = scaleFor(Math.max(picture.width, picture.height));
  return {
    quad: turnedRectangle({ x: picture.width / 2, y: picture.height / 2 }, angle, across, down),
    width: Math.round(across / scale),
    height: Math.round(down / scale),
    scale,
  };
}

const linesIn = (picture: GrayPicture, view: View): PlacedLine[] =>
  findLines(findMarks(sampleQuad(picture, view.quad, view.width, view.height))).map((line) =>
    place(view, line),
  );

/** The lines of print in a picture that lies any way, in reading order or, where it is upside down, the very opposite. */
export function printOf(picture: GrayPicture): PlacedLine[] {
  const straight = wholeView(picture, 0);
  const marks = findMarks(resizePicture(picture, straight.width, straight.height));
  const angle = directionOfPrint(marks);
  if (angle === undefined) return [];
  if (Math.abs(angle) >= STRAIGHT) return linesIn(picture, wholeView(picture, angle));
  return findLines(marks).map((line) => place(straight, line));
}

/** The lines of print in a picture whose zone tells which way up it is; the zone's own are not among them. */
export function printBeside(picture: GrayPicture, zone: Zone): PlacedLine[] {
  const [upper] = zone.lines;
  const longest = [...zone.lines].sort((p, q) => q.count - p.count)[0];
  if (!upper || !longest) return [];
  const angle = Math.atan2(longest.to.y - longest.from.y, longest.to.x - longest.from.x);
  return linesIn(picture, wholeView(picture, angle)).filter(({ from, to, size }) =>
    zone.lines.every((line) => {
      const middle = between(from, to, 0.5);
      const across = (middle.y - line.from.y) * Math.cos(angle) - (middle.x - line.from.x) * Math.sin(angle);
      return Math.abs(across - size / 2) > 0.8 * line.size;
    }),
  );
}

/** How far a passport's page goes around the first line of its zone, in distances between two characters (ICAO 9303-4: 2.54 mm). */
const PAGE = { left: 3.5, right: 4, above: 29, gap: 1 } as const;

/** The lines of print on a passport's page, above its zone. */
export function printAbove(picture: GrayPicture, zone: Zone): PlacedLine[] {
  const [upper] = zone.lines;
  if (!upper) return [];
  const { from, to, pitch } = upper;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [cos, sin] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const point = (along: number, across: number): Point => ({
    x: from.x + along * cos - across * sin,
    y: from.y + along * sin + across * cos,
  });
  const [left, right] = [-PAGE.left * pitch, length + PAGE.right * pitch];
  const [top, bottom] = [-PAGE.above * pitch, -PAGE.gap * pitch];
  const scale = scaleFor(right - left);
  return linesIn(picture, {
    quad: {
      topLeft: point(left, top),
      topRight: point(right, top),
      bottomLeft: point(left, bottom),
      bottomRight: point(right, bottom),
    },
    width: Math.round((right - left) / scale),
    height: Math.round((bottom - top) / scale),
    scale,
  });
}

/** The same lines read the other way up. */
export function upsideDown(lines: readonly PlacedLine[]): PlacedLine[] {
  const right = Math.max(...lines.map(({ box }) => box.x + box.width));
  const bottom = Math.max(...lines.map(({ box }) => box.y + box.height));
  return lines
    .map(({ from, to, size, count, breaks, box }) => {
      const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
      // The baseline is on the other side of the capitals then.
      const [dx, dy] = [((to.y - from.y) / length) * size, ((to.x - from.x) / length) * -size];
      return {
        from: { x: to.x + dx, y: to.y + dy },
        to: { x: from.x + dx, y: from.y + dy },
        size,
        count,
        breaks: breaks.map((before) => count - before).reverse(),
        box: { ...box, x: right - box.x - box.width, y: bottom - box.y - box.height },
      };
    })
    .reverse();
}
