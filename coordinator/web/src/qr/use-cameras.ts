import { useEffect, useState } from 'react';
import type { Option } from '../ui/field.tsx';

/** The cameras to choose from; a browser names them only once one of them was allowed. */
export function useCameras(isAllowed: boolean): readonly Option[] {
  const [cameras, setCameras] = useState<readonly Option[]>([]);
  useEffect(() => {
    if (!isAllowed) return;
    let isOver = false;
    void navigator.mediaDevices.enumerateDevices().then((devices) => {
      const found = devices.filter((device) => device.kind === 'videoinput' && device.deviceId !== '');
      if (!isOver) setCameras(found.map((device) => ({ value: device.deviceId, label: device.label })));
    });
    return () => {
      isOver = true;
    };
  }, [isAllowed]);
  return cameras;
}
