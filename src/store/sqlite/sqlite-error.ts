import { StoreError, type StoreErrorCode } from "../store.ts";

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) and what they mean to a caller. */
const meaning: Readonly<Record<number, readonly [StoreErrorCode, string]>> = {
  3: ["ERR_STORE_DENIED", "may not be used by this user"],
  5: ["ERR_STORE_UNAVAILABLE", "is busy"],
  6: ["ERR_STORE_UNAVAILABLE", "is busy"],
  8: ["ERR_STORE_DENIED", "is open for reading only, or may not be written by this user"],
  10: ["ERR_STORE_UNAVAILABLE", "cannot be read or written"],
  11: ["ERR_STORE_CORRUPT", "is damaged: restore a backup into an empty folder"],
  13: ["ERR_STORE_FULL", "has no room left, nothing was changed: free some space on its disk"],
  14: ["ERR_STORE_DENIED", "cannot be opened"],
  26: ["ERR_STORE_FOREIGN", "is not an SQLite database"],
};

/** `SQLITE_IOERR_SHMSIZE`: the index of the write-ahead log could not grow, because the disk is full. */
const noRoomForIndex = 4874;

/** Turns what `node:sqlite` throws into a `StoreError` about `file`; everything else stays as it is. */
export function toStoreError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  const code = error.errcode === noRoomForIndex ? 13 : error.errcode & 0xff;
  const [storeCode, sentence] = meaning[code] ?? ["ERR_STORE_UNAVAILABLE", "refuses"];
  return new StoreError(storeCode, `Store ${file} ${sentence} (SQLite: ${error.message})`, { cause: error });
}
