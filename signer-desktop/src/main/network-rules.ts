import type { App, Session, WebContents } from 'electron';
import { isOwnAddress } from './own-page.ts';

/** E-43: set before `ready`. Nothing resolves, and what does not need a name goes to a proxy that is not there. */
export function disableNetworkStack(app: App): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('proxy-server', 'http://127.0.0.1:9');
  app.commandLine.appendSwitch('proxy-bypass-list', '<-loopback>');
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('disable-http-cache');
  app.commandLine.appendSwitch('dns-prefetch-disable');
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
}

/** E-42: everything but our own pages is cancelled. */
export function cancelRequests(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isOwnAddress(details.url) }));
  session.on('will-download', (event) => event.preventDefault());
}

/** E-44: right after the window is made and before its first load; later is too late. */
export function silenceWebRtc(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
