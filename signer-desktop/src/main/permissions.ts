import type { Session } from 'electron';
import { isOwnAddress } from './own-page.ts';

/** Who may use the camera now: the scan window's id while a scan is armed, else nobody. */
export type CameraHolder = () => number | undefined;

export interface PermissionAsk {
  readonly permission: string;
  readonly contentsId: number | undefined;
  readonly isMainFrame: boolean;
  readonly address: string;
  readonly media: readonly string[];
}

/** E-31: the camera alone, video alone, the armed scan window's own page alone. */
export function allowsPermission(ask: PermissionAsk, holder: number | undefined): boolean {
  return (
    ask.permission === 'media' &&
    holder !== undefined &&
    ask.contentsId === holder &&
    ask.isMainFrame &&
    isOwnAddress(ask.address) &&
    ask.media.length > 0 &&
    ask.media.every((kind) => kind === 'video')
  );
}

/** E-30: with the request handler alone the check path stays open, so every handler is set. */
export function denyPermissions(session: Session, holder: CameraHolder): void {
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const ask = {
      permission,
      contentsId: contents.id,
      isMainFrame: details.isMainFrame,
      address: details.requestingUrl,
      media,
    };
    callback(allowsPermission(ask, holder()));
  });
  session.setPermissionCheckHandler((contents, permission, requestingOrigin, details) => {
    const media = details.mediaType === undefined ? [] : [details.mediaType];
    const ask = {
      permission,
      contentsId: contents?.id,
      isMainFrame: details.isMainFrame,
      address: requestingOrigin,
      media,
    };
    return allowsPermission(ask, holder());
  });
  session.setDevicePermissionHandler(() => false);
  session.on('select-hid-device', (event) => event.preventDefault());
  session.on('select-usb-device', (event) => event.preventDefault());
  session.on('select-serial-port', (event) => event.preventDefault());
}
