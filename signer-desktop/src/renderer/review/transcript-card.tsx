/** The record of the ceremony for the auditors; it stands in the journal, signed. */
export function TranscriptCard({ transcript }: { readonly transcript: string }) {
  return (
    <details className="card">
      <summary>Transcript of this ceremony</summary>
      <pre className="transcript">{transcript}</pre>
    </details>
  );
}
