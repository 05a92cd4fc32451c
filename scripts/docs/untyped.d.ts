/** What is used of packages that have no types. */
declare module 'gifenc' {
  /** Red, green and blue, of 255 each. */
  export type Colour = number[];

  export interface Encoder {
    /** Writes a picture of indexes of the palette. The first one has the palette for all. */
    writeFrame(
      indexes: Uint8Array,
      width: number,
      height: number,
      options: {
        palette?: Colour[];
        /** In milliseconds, of which GIF keeps hundredths of a second. */
        delay?: number;
        /** 0: forever. */
        repeat?: number;
        transparent?: boolean;
        transparentIndex?: number;
        /** 1: the picture stays, and the next one is put on top. */
        dispose?: number;
        /** How many bits an index has. */
        colorDepth?: number;
      },
    ): void;
    finish(): void;
    /** A view of what has been written. */
    bytesView(): Uint8Array;
  }

  const gifenc: {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array, colours: number, options?: { format?: string }): Colour[];
    applyPalette(rgba: Uint8Array, palette: Colour[], format?: string): Uint8Array;
  };
  export default gifenc;
}

declare module 'pngjs' {
  export const PNG: {
    readonly sync: {
      /** Reads a picture; its data are the red, green, blue and alpha of each pixel. */
      read(png: Buffer): { width: number; height: number; data: Buffer };
    };
  };
}
