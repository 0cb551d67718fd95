import { toHex } from '@vieraugen/shared/bytes';
import { toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { ETH_SIGN_REQUEST, ETH_SIGNATURE } from '@vieraugen/shared/eip4527';
import type { Database } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { FramesQuery, FramesView, IdParams, ScannedMessage } from '../wire.schemas.ts';
import { framesOf, scannedBytes } from '../wire.ts';
import { acceptSignature } from './accept-signature.ts';
import { type DeviceRequest, getDeviceRequest } from './device-request.repository.ts';
import { DeviceRequestView, RecordRefusal } from './foreign-devices.schemas.ts';
import { getForeignWithdrawal, stateOfRequest } from './foreign-withdrawal.ts';
import { openDeviceRequest } from './open-device-request.ts';
import { recordRefusal } from './record-refusal.ts';

const HOLD = { roles: ['operator', 'administrator'] } as const;
const READ = { roles: ['administrator', 'operator', 'approver', 'compliance', 'auditor'] } as const;
/** More than any `eth-signature` has. */
const MAX_SIGNATURE_LENGTH = 512;

export function foreignDeviceRoutes(services: CustodyServices): readonly Route[] {
  return [...changeRoutes(services), ...readRoutes(services)];
}

function changeRoutes(services: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/withdrawals/:id/device-request',
      summary: 'Prepare an approved withdrawal for its foreign device; asked again, the same request',
      access: HOLD,
      idempotent: true,
      params: IdParams,
      reply: DeviceRequestView,
      status: 201,
      run: async ({ principal, params, tx }) =>
        viewOf(services, tx, await openDeviceRequest(services, tx, requireAccount(principal), params.id)),
    }),
    route({
      method: 'post',
      path: '/v1/withdrawals/:id/device-signature',
      summary: 'Take in the eth-signature that the device shows; the same one twice changes nothing',
      access: HOLD,
      idempotent: true,
      params: IdParams,
      body: ScannedMessage,
      reply: DeviceRequestView,
      run: async ({ principal, params, body, tx }) => {
        const bytes = scannedBytes({ urType: ETH_SIGNATURE, maxLength: MAX_SIGNATURE_LENGTH }, body);
        const input = { withdrawalId: params.id, bytes };
        return viewOf(services, tx, await acceptSignature(services, tx, requireAccount(principal), input));
      },
    }),
    route({
      method: 'post',
      path: '/v1/withdrawals/:id/device-refusal',
      summary: 'Record that the device’s holder did not sign: the withdrawal ends',
      access: HOLD,
      idempotent: true,
      params: IdParams,
      body: RecordRefusal,
      reply: DeviceRequestView,
      run: async ({ principal, params, body, tx }) => {
        const input = { withdrawalId: params.id, reason: body.reason };
        return viewOf(services, tx, await recordRefusal(services, tx, requireAccount(principal), input));
      },
    }),
  ];
}

function readRoutes(services: CustodyServices): readonly Route[] {
  const { db } = services;
  return [
    route({
      method: 'get',
      path: '/v1/withdrawals/:id/device-request',
      summary: 'The request that a withdrawal’s foreign device is shown, and what became of it',
      access: READ,
      idempotent: false,
      params: IdParams,
      reply: DeviceRequestView,
      run: async ({ params }) => viewOf(services, db, await getDeviceRequest(db, params.id)),
    }),
    route({
      method: 'get',
      path: '/v1/withdrawals/:id/device-request/frames',
      summary: 'The eth-sign-request (EIP-4527) as QR codes for the device',
      access: HOLD,
      idempotent: false,
      params: IdParams,
      query: FramesQuery,
      reply: FramesView,
      run: async ({ params, query }) => {
        const request = await getDeviceRequest(db, params.id);
        const { state } = await viewOf(services, db, request);
        if (state === 'open') return framesOf({ urType: ETH_SIGN_REQUEST }, request.request, query);
        throw new AppError(
          'DEVICE_REQUEST_STATE',
          `This request is ${state}; the device must not be shown it any more.`,
        );
      },
    }),
  ];
}

async function viewOf(services: CustodyServices, db: Database, request: DeviceRequest): Promise<DeviceRequestView> {
  const { withdrawal, wallet, device } = await getForeignWithdrawal(db, request.withdrawalId);
  return {
    withdrawalId: request.withdrawalId,
    requestId: request.requestId,
    requestDigest: toHex(request.requestDigest),
    state: stateOfRequest(request, withdrawal, services.now()),
    device: {
      name: device.deviceName,
      derivationPath: device.path,
      sourceFingerprint: toHex(device.fingerprint),
      address: toChecksumAddress(wallet.address),
    },
    createdAt: request.createdAt.toISOString(),
    expiresAt: withdrawal.expiresAt.toISOString(),
    answeredAt: request.answeredAt?.toISOString() ?? null,
  };
}
