export { encodeFrames, fragmentLengthForFrame, type UrFrames, type UrMessage } from './encode-frames.ts';
export { DEFAULT_UR_LIMITS, type UrLimits } from './limits.ts';
export {
  createReceiver,
  type ReceiveProgress,
  type ReceiveResult,
  type ReceiverOptions,
  type UrReceiver,
} from './receiver.ts';
