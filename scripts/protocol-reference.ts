/**
 * Writes the tables of docs/protocol.md and docs/interoperability.md from the schemas, or with --check fails when they differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Field, RecordField } from '@vieraugen/shared/cbor';
import { accountField, ethSignatureField, ethSignRequestField, hdKeyField } from '@vieraugen/shared/eip4527';
import { policyField } from '@vieraugen/shared/policy';
import {
  approverField,
  backOfficeApprovalField,
  keyManifest,
  type MessageHeader,
  type MessageKind,
  officerApprovalField,
  officerField,
  pairingAcceptance,
  pairingOffer,
  signingRequest,
  signingResponse,
  withdrawalIntentField,
} from '@vieraugen/shared/protocol';

const BEGIN = '<!-- generated: begin -->';
const END = '<!-- generated: end -->';

const messages = [pairingOffer, pairingAcceptance, keyManifest, signingRequest, signingResponse] as const;
const records = [
  withdrawalIntentField,
  approverField,
  officerField,
  backOfficeApprovalField,
  officerApprovalField,
  policyField,
];

type AnyRecord = { readonly name: string; readonly properties: Record<string, { label: number; field: Field<never> }> };

function tableOf(field: AnyRecord): string {
  const rows = Object.entries(field.properties).map(
    ([name, { label, field: type }]) => `| ${label} | \`${name}\` | \`${type.describe.replaceAll('|', '\\|')}\` |`,
  );
  return ['| label | field | type and limits |', '| --- | --- | --- |', ...rows].join('\n');
}

function messageSection<T extends MessageHeader>(kind: MessageKind<T>): string {
  const facts = `UR type \`${kind.urType}\`, ${kind.direction.replace('-', ' the ')}, at most ${kind.maxLength} bytes, valid for at most ${kind.maxLifetime / 3600} hours.`;
  return `### ${kind.type}\n\n${facts}\n\n${tableOf(kind.field as unknown as AnyRecord)}`;
}

function recordSection<T>(field: RecordField<T>): string {
  return `### ${field.name}\n\n${tableOf(field as unknown as AnyRecord)}`;
}

const foreign = [ethSignRequestField, ethSignatureField, hdKeyField, accountField];

const PAGES: readonly { readonly name: string; readonly sections: readonly string[] }[] = [
  {
    name: 'protocol.md',
    sections: [
      ...messages.map((kind) => messageSection(kind as unknown as MessageKind<MessageHeader>)),
      '## 5. Records inside them',
      ...records.map((field) => recordSection(field as RecordField<unknown>)),
    ],
  },
  { name: 'interoperability.md', sections: foreign.map((field) => recordSection(field as RecordField<unknown>)) },
];

function render(page: string, sections: string): string {
  const [before = ''] = page.split(BEGIN);
  const [, after = ''] = page.split(END);
  return `${before}${BEGIN}\n${sections}\n${END}${after}`;
}

for (const { name, sections } of PAGES) {
  const url = new URL(`../docs/${name}`, import.meta.url);
  const page = readFileSync(url, 'utf8');
  const rendered = render(page, sections.join('\n\n'));
  if (!process.argv.includes('--check')) writeFileSync(url, rendered);
  else if (page !== rendered) {
    console.error(`docs/${name} differs from the schemas. Run: node scripts/protocol-reference.ts`);
    process.exitCode = 1;
  }
}
