import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { type Channel, type ChannelInput, CONTRACT, type Role } from '../ipc/contract.ts';
import { type Reply, refused } from '../ipc/reply.ts';
import { createAllowance } from './allowance.ts';
import { OWN_ORIGIN } from './own-page.ts';

export type RoleOf = (contentsId: number) => Role | undefined;
export type Handler<C extends Channel> = (input: ChannelInput<C>) => Promise<Reply> | Reply;

const WRONG_SENDER = refused('WRONG_SENDER', 'This window may not ask for that.');
const BAD_INPUT = refused('BAD_INPUT', 'The program received something it does not understand. Restart the signer.');
const BUSY = refused('BUSY', 'The signer is still working on the last step. Wait until it is done.');
const TOO_FAST = refused('TOO_FAST', 'Too many requests at once. Wait a moment.');
const INTERNAL = refused('INTERNAL', 'The signer failed inside. Nothing was signed by this step. Restart the signer.');

/**
 * E-70: the one place where a page's call enters main. The sender is identified by its window's id and must be the main frame
 * of our own page, the input is parsed by the contract's strict schema, one call a channel is in progress, and the rate is
 * bounded.
 */
export function serve<C extends Channel>(channel: C, roleOf: RoleOf, handler: Handler<C>): void {
  const allowance = createAllowance(CONTRACT[channel].perSecond);
  let working = false;
  ipcMain.handle(channel, async (event, ...raw: unknown[]): Promise<Reply> => {
    if (!isFrom(event, CONTRACT[channel].role, roleOf)) return WRONG_SENDER;
    if (!allowance(Date.now())) return TOO_FAST;
    const parsed = CONTRACT[channel].input.safeParse(raw[0]);
    if (!parsed.success || raw.length > 1) return BAD_INPUT;
    if (working) return BUSY;
    working = true;
    try {
      return await handler(parsed.data as ChannelInput<C>);
    } catch {
      return INTERNAL;
    } finally {
      working = false;
    }
  });
}

/** E-71: the origin is not enough (a child frame has it too), the address even less (`pushState` changes it). */
function isFrom(event: IpcMainInvokeEvent, role: Role, roleOf: RoleOf): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null &&
    frame === event.sender.mainFrame &&
    frame.origin === OWN_ORIGIN &&
    roleOf(event.sender.id) === role
  );
}
