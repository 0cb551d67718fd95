import { useQuery } from '@tanstack/react-query';
import type { DeviceRequestView } from '../../../../src/features/foreign-devices/foreign-devices.schemas.ts';
import type { FramesView } from '../../../../src/features/wire.schemas.ts';
import { get, isProblem, withQuery } from '../../api/client.ts';

export type { DeviceRequestView };

export function devicePath(withdrawalId: string): string {
  return `/v1/withdrawals/${encodeURIComponent(withdrawalId)}`;
}

/** The request of a withdrawal; null before it was prepared. */
export function useDeviceRequest(withdrawalId: string) {
  return useQuery({
    queryKey: ['device-request', withdrawalId],
    queryFn: async ({ signal }) => {
      try {
        return await get<DeviceRequestView>(`${devicePath(withdrawalId)}/device-request`, signal);
      } catch (error) {
        if (isProblem(error, 'DEVICE_REQUEST_NOT_FOUND')) return null;
        throw error;
      }
    },
  });
}

/** The exact bytes of the request, which never change. */
export function useDeviceMessage(withdrawalId: string) {
  return useQuery({
    queryKey: ['device-request', withdrawalId, 'message'],
    queryFn: ({ signal }) =>
      get<FramesView>(withQuery(`${devicePath(withdrawalId)}/device-request/frames`, { count: 1 }), signal),
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
