export const UPLOAD_MAX_BYTES = 5_000_000;

/** Rows of one sheet, without its header and without blank rows. */
export const ROWS_MAX = 10_000;

/** The widest table of the plan has under 30 columns; a far-off cell must not make 16,384 of them. */
export const COLUMNS_MAX = 200;

/** All parts that are read, unpacked. A Worker has 128 MB; 10,000 rows of 9 columns are about 4 MB. */
export const UNPACKED_MAX_BYTES = 60_000_000;

/** Lines of a CSV text, blank ones and line breaks within cells included. */
export const LINES_MAX = 200_000;

/** Excel: the longest text of one cell. */
export const CELL_TEXT_MAX = 32_767;

/** Excel: the last row of a sheet. */
export const EXCEL_ROWS_MAX = 1_048_576;

/** Faults listed one by one; the rest is only counted. */
export const LISTED_MAX = 20;
