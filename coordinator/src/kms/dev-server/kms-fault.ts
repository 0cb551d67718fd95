/** An error in the words of AWS KMS: `name` is what the SDK shows its caller. */
export class KmsFault extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
