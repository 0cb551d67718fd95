export {
  type EnvelopeContext,
  type EnvelopeSigner,
  keyIdOf,
  openEnvelope,
  p256KeyId,
  parseEnvelope,
  sealEnvelope,
  sigStructure,
} from './cose-sign1.ts';
