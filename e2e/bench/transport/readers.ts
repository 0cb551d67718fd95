import { URDecoder } from '@ngraveio/bc-ur';
import { createPictureReader } from '@vieraugen/shared/qr';
import { createReceiver } from '@vieraugen/shared/ur';
import jsQR from 'jsqr';
import type { Luminance } from '../../support/camera/index.ts';
import { TYPE } from './payloads.ts';

/** What takes one picture after another until a message is whole. */
export interface PictureTaker {
  /** True once the message is whole. */
  take(picture: Luminance): boolean;
}

/** What both our programs do with the pictures of their camera. */
export function ourTaker(): PictureTaker {
  const read = createPictureReader();
  const receiver = createReceiver({ expectedType: TYPE });
  return {
    take: (picture) => read(picture).texts.some((text) => receiver.receive(text).kind === 'complete'),
  };
}

/** What most wallets do: jsQR on RGBA, and bc-ur's own decoder. */
export function usualTaker(): PictureTaker {
  const decoder = new URDecoder();
  return {
    take: (picture) => {
      const text = readWithJsqr(picture);
      if (text !== undefined) decoder.receivePart(text);
      return decoder.isComplete() === true;
    },
  };
}

/** Our reader of pictures before bc-ur's own decoder: an unmodified wallet library reads what we show. */
export function mixedTaker(): PictureTaker {
  const read = createPictureReader();
  const decoder = new URDecoder();
  return {
    take: (picture) => {
      for (const text of read(picture).texts) decoder.receivePart(text);
      return decoder.isComplete() === true;
    },
  };
}

/** Takes frames as texts; true once the message is whole. */
export function frameTaker(): (text: string) => boolean {
  const receiver = createReceiver({ expectedType: TYPE });
  return (text) => receiver.receive(text).kind === 'complete';
}

/** jsQR as its users call it; undefined where it reads nothing. */
export function readWithJsqr(picture: Luminance): string | undefined {
  return jsQR.default(rgbaOf(picture), picture.width, picture.height)?.data || undefined;
}

function rgbaOf({ data }: Luminance): Uint8ClampedArray {
  const pixels = new Uint32Array(data.length);
  for (let place = 0; place < data.length; place++) pixels[place] = 0xff000000 | ((data[place] ?? 0) * 0x010101);
  return new Uint8ClampedArray(pixels.buffer);
}
