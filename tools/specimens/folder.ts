import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture, type ConditionName } from './capture/conditions';
import { encodeJpeg } from './capture/jpeg';
import { committedSpecimens, notADocument } from './committed';
import { drawPage, type SideName } from './documents/page';
import type { Specimen } from './documents/specimen';
import { drawLandscape } from './landscape';
import { manifestText, trueFields, type ManifestEntry } from './manifest';
import { UsageError, type FolderRequest } from './options';
import { planFolder } from './plan';
import { seeded } from './random';

/** A picture's bytes and the truth about it. */
interface DrawnPicture {
  readonly entry: ManifestEntry;
  readonly jpeg: Buffer;
}

async function drawPicture(
  file: string,
  specimen: Specimen,
  condition: ConditionName,
  side?: SideName,
): Promise<DrawnPicture> {
  const page = drawPage(specimen, side);
  const { picture, quality } = capture(page.picture, condition, seeded(specimen.seed).fork(condition));
  return {
    jpeg: await encodeJpeg(picture, quality),
    entry: {
      file,
      width: picture.width,
      height: picture.height,
      country: specimen.holder.country,
      document: specimen.document,
      condition,
      mrz: page.showsMrz ? specimen.mrz : null,
      fields: trueFields(specimen, page),
    },
  };
}

async function* drawCommitted(): AsyncGenerator<DrawnPicture> {
  for (const { file, specimen, condition, expect } of committedSpecimens()) {
    const { entry, jpeg } = await drawPicture(file, specimen, condition);
    yield { entry: { ...entry, expect }, jpeg };
  }
  const landscape = drawLandscape(notADocument.file);
  yield { entry: notADocument, jpeg: await encodeJpeg(landscape, LANDSCAPE_QUALITY) };
}

const LANDSCAPE_QUALITY = 70;

async function* drawPlanned(request: FolderRequest): AsyncGenerator<DrawnPicture> {
  for (const { specimen, condition, file } of planFolder(request)) {
    yield await drawPicture(file, specimen, condition, request.side);
  }
}

/** Called with each picture that has been written, and its size in bytes. */
export type Progress = (file: string, size: number) => void;

async function write(
  folder: string,
  pictures: AsyncIterable<DrawnPicture>,
  progress: Progress,
): Promise<void> {
  const entries: ManifestEntry[] = [];
  for await (const { entry, jpeg } of pictures) {
    await writeFile(join(folder, entry.file), jpeg);
    entries.push(entry);
    progress(entry.file, jpeg.length);
  }
  await writeFile(join(folder, 'manifest.json'), manifestText(entries));
}

/** Draws the committed specimens into `folder`, over what is there. Always the same. */
export async function redrawCommitted(folder: string, progress: Progress): Promise<void> {
  await mkdir(folder, { recursive: true });
  await write(folder, drawCommitted(), progress);
}

/** Draws a labelled folder. Throws a UsageError where it is not new or empty. */
export async function drawFolder(request: FolderRequest, progress: Progress): Promise<void> {
  await mkdir(request.out, { recursive: true });
  if ((await readdir(request.out)).length > 0) {
    throw new UsageError(`${request.out} is not empty: give --out a new folder.`);
  }
  await write(request.out, drawPlanned(request), progress);
}
