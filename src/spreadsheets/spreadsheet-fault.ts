/** Why an upload was not taken, with what is needed to find the place in the file. */
export type SpreadsheetFault =
  | { kind: 'empty' }
  | { kind: 'too-large'; limitBytes: number }
  | { kind: 'unpacks-too-large'; limitBytes: number }
  | { kind: 'too-many-rows'; sheet: string; rows: number; limit: number }
  | { kind: 'too-many-columns'; sheet: string; limit: number }
  | { kind: 'not-a-spreadsheet' }
  | { kind: 'old-excel' }
  | { kind: 'password' }
  | { kind: 'macro' }
  | { kind: 'encoding' }
  | { kind: 'not-csv'; row: number; detail: 'quote-not-closed' | 'stray-quote' }
  | { kind: 'formula'; sheet: string; cell: string; formula: string }
  | { kind: 'error-cell'; sheet: string; cell: string; value: string }
  | { kind: 'hidden-column'; sheet: string; column: string }
  | { kind: 'hidden-row'; sheet: string; row: number }
  | { kind: 'hidden-sheet'; sheet: string }
  | { kind: 'merged'; sheet: string; range: string }
  | { kind: 'more'; count: number };

const FORMULA_SHOWN_MAX = 60; // characters: the place matters more than the whole formula

/** What is wrong and what to do about it, for the person who uploaded the file. */
export function describeSpreadsheetFault(fault: SpreadsheetFault): string {
  switch (fault.kind) {
    case 'empty':
      return 'ファイルに内容がありません。見出しとデータの入ったファイルを選んでください。';
    case 'too-large':
      return `ファイルが大きすぎます（上限 ${megabytes(fault.limitBytes)}）。必要な表だけを残すか、ファイルを分けてもう一度お試しください。`;
    case 'unpacks-too-large':
      return `ファイルを開いた中身が大きすぎます（上限 ${megabytes(fault.limitBytes)}）。必要な表だけを新しいブックにコピーしてもう一度お試しください。`;
    case 'too-many-rows':
      return `シート「${fault.sheet}」のデータが ${count(fault.rows)}行あります（上限 ${count(fault.limit)}行）。ファイルを分けてもう一度お試しください。`;
    case 'too-many-columns':
      return `シート「${fault.sheet}」の列が多すぎます（上限 ${count(fault.limit)}列）。表の右に離れて入力されたセルがあれば消して、もう一度お試しください。`;
    case 'not-a-spreadsheet':
      return '表として読み取れないファイルです。Excel で開き、「Excel ブック（.xlsx）」または「CSV UTF-8（コンマ区切り）」で保存し直してもう一度お試しください。';
    case 'old-excel':
      return '古い形式の Excel ファイル（.xls）は読み取れません。Excel で開き、「Excel ブック（.xlsx）」で保存し直してもう一度お試しください。';
    case 'password':
      return 'パスワードで保護されたファイルは読み取れません。パスワードを外して保存し直し、もう一度お試しください。';
    case 'macro':
      return 'マクロを含む Excel ファイルは受け付けていません。「Excel ブック（.xlsx）」で保存し直してもう一度お試しください。';
    case 'encoding':
      return '文字コードを読み取れません。「CSV UTF-8（コンマ区切り）」または「CSV（コンマ区切り）」で保存し直してもう一度お試しください。';
    case 'not-csv':
      return fault.detail === 'quote-not-closed'
        ? `${fault.row}行目から始まる引用符（"）が閉じられていません。引用符を確かめてもう一度お試しください。`
        : `${fault.row}行目の引用符（"）の使い方が正しくありません。文字としての「"」は「""」と書き、セル全体を「"」で囲んでください。`;
    case 'formula':
      return `シート「${fault.sheet}」の ${fault.cell} に数式${shownFormula(fault.formula)}があります。値だけにして（コピー →「値の貼り付け」）もう一度お試しください。`;
    case 'error-cell':
      return `シート「${fault.sheet}」の ${fault.cell} がエラー（${fault.value}）になっています。正しい値に直してもう一度お試しください。`;
    case 'hidden-column':
      return `シート「${fault.sheet}」の ${fault.column}列が非表示になっています。再表示するか、不要なら削除してもう一度お試しください。`;
    case 'hidden-row':
      return `シート「${fault.sheet}」の ${fault.row}行目が非表示になっています。フィルターを解除して再表示するか、不要なら削除してもう一度お試しください。`;
    case 'hidden-sheet':
      return `シート「${fault.sheet}」が非表示になっています。再表示するか、必要なシートだけを新しいブックにコピーしてもう一度お試しください。`;
    case 'merged':
      return `シート「${fault.sheet}」の ${fault.range} でセルが結合されています。結合を解除し、それぞれのセルに値を入れてもう一度お試しください。`;
    case 'more':
      return `ほかにも ${count(fault.count)}か所あります。上のものと同じように直してください。`;
  }
}

function count(value: number): string {
  return value.toLocaleString('ja-JP');
}

function megabytes(bytes: number): string {
  return `${count(bytes / 1_000_000)} MB`;
}

function shownFormula(formula: string): string {
  if (formula === '') return '';
  const cut = formula.length > FORMULA_SHOWN_MAX ? `${formula.slice(0, FORMULA_SHOWN_MAX)}…` : formula;
  return `（${cut}）`;
}
