import type { CellSize } from '../data/cell-size.js';

/** How much a cell on a server holds. */
export interface ServerCellSize extends CellSize {
  /** Groups that are soft-deleted already, and come before the live ones. Default 0. */
  readonly deleted?: number;
}

/** Makes throw-away databases on one server. */
export interface ServerLab {
  /** The server's name in reports. */
  readonly product: string;
  /**
   * Makes a database, and gives its URL.
   *
   * @param template Names what is in it; `fill` may be called once for all databases of a name.
   */
  create(template: string, fill: (url: string) => Promise<void>): Promise<string>;
  /** Fills a cell database that has its tables: uuids are random, ids count from 1. */
  fillCell(url: string, size: ServerCellSize): Promise<void>;
  /** Writes what lies in the server's memory to its files, so that no round pays for another. */
  settle(): Promise<void>;
  /** Drops a database. */
  drop(url: string): Promise<void>;
  close(): Promise<void>;
}
