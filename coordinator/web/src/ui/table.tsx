import type { ReactNode } from 'react';

export type Column<Row> = {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Right-aligned, for amounts and counts. */
  readonly isNumber?: boolean;
  /** The head is for screen readers alone. */
  readonly isHeadHidden?: boolean;
  /** A column of buttons: its head is for screen readers alone, and it stays in sight. */
  readonly isActions?: boolean;
};

function classOf<Row>({ isNumber, isActions }: Column<Row>): string | undefined {
  if (isActions === true) return 'actions';
  return isNumber === true ? 'number' : undefined;
}

export function Table<Row>(props: {
  /** What the table lists, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}) {
  return (
    <div className="table-wrap">
      <table>
        <caption className="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.head} scope="col" className={classOf(column)}>
                {column.isHeadHidden === true || column.isActions === true ? (
                  <span className="visually-hidden">{column.head}</span>
                ) : (
                  column.head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)}>
              {props.columns.map((column) => (
                <td key={column.head} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
