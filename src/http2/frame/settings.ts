import { defaultMaxFrameBytes, maxWindow } from "./frame-type.ts";
import { Http2Error, http2Code, protocolError } from "./http2-error.ts";

/** Identifiers of settings. Source: RFC 9113, 6.5.2; RFC 8441; RFC 9218. */
const settingId = { headerTableSize: 1, enablePush: 2, maxConcurrentStreams: 3, initialWindowSize: 4, maxFrameSize: 5, maxHeaderListSize: 6 } as const;

const settingBytes = 6;

/** The settings of a client that concern a server; `undefined` where one SETTINGS frame is silent. */
export interface PeerSettings {
  headerTableSize?: number;
  initialWindowSize?: number;
}

/** What a server says of itself. */
export interface OwnSettings {
  readonly headerTableSize: number;
  readonly maxConcurrentStreams: number;
  readonly initialWindowSize: number;
  readonly maxHeaderListSize: number;
}

/** Reads the payload of a SETTINGS frame; of a setting that is given twice the last counts. Throws an {@link Http2Error} on a value that is not allowed. */
export function readSettings(payload: Buffer): PeerSettings {
  if (payload.length % settingBytes !== 0)
    throw new Http2Error(http2Code.frameSizeError, `SETTINGS of ${payload.length} bytes are no multiple of ${settingBytes}`);
  const settings: PeerSettings = {};
  for (let at = 0; at < payload.length; at += settingBytes) readSetting(settings, payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
  return settings;
}

function readSetting(settings: PeerSettings, id: number, value: number): void {
  switch (id) {
    case settingId.headerTableSize:
      settings.headerTableSize = value;
      break;
    case settingId.enablePush:
      if (value > 1) throw protocolError(`SETTINGS_ENABLE_PUSH is ${value}, not 0 or 1`);
      break;
    case settingId.initialWindowSize:
      if (value > maxWindow) throw new Http2Error(http2Code.flowControlError, `SETTINGS_INITIAL_WINDOW_SIZE ${value} is larger than ${maxWindow}`);
      settings.initialWindowSize = value;
      break;
    case settingId.maxFrameSize:
      // Our frames are never longer than the least that everybody takes.
      if (value < defaultMaxFrameBytes || value > 0xff_ffff) throw protocolError(`SETTINGS_MAX_FRAME_SIZE ${value} is not between 16384 and 16777215`);
      break;
    default:
    // A setting that is not known is ignored: RFC 9113, 6.5.2.
  }
}

/** The payload of our SETTINGS frame. */
export function writeSettings(settings: OwnSettings): Buffer {
  const entries = [
    [settingId.headerTableSize, settings.headerTableSize],
    [settingId.maxConcurrentStreams, settings.maxConcurrentStreams],
    [settingId.initialWindowSize, settings.initialWindowSize],
    [settingId.maxHeaderListSize, settings.maxHeaderListSize],
  ] as const;
  const payload = Buffer.alloc(entries.length * settingBytes);
  for (const [index, [id, value]] of entries.entries()) {
    payload.writeUInt16BE(id, index * settingBytes);
    payload.writeUInt32BE(value, index * settingBytes + 2);
  }
  return payload;
}
