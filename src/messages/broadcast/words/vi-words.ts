import type { BroadcastWords } from '../broadcast-words.ts';
import { figuresIn, isSameYear, partsOf, sentencesIn, timesIn } from './language-parts.ts';

const WEEKDAYS = ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];

function date(on: string): string {
  const { year, month, day } = partsOf(on);
  return `${day}/${month}/${year}`;
}

export const viWords: BroadcastWords = {
  ...figuresIn('vi-VN', { same: 'không đổi', points: ' điểm phần trăm' }),
  ...timesIn({
    yearOf: (year) => `năm tài khóa ${year}`,
    endOf: (year) => `cuối năm tài khóa ${year}`,
    within: (year) => `trong năm tài khóa ${year}`,
    total: (from, to) => `tổng các năm tài khóa ${from}–${to}`,
    unconfirmed: 'đang xác nhận cách tính',
  }),
  baseline: 'Mức gốc',
  actual: 'Kết quả',
  target: 'Mục tiêu',
  noBaseline: 'không có',
  notPublished: 'chưa công bố',
  provisional: 'số liệu sơ bộ',
  sample: 'Mẫu (số liệu giả định)',
  status: {
    achieved: { symbol: '★', label: 'Đã đạt' },
    on_track: { symbol: '◎', label: 'Đúng tiến độ' },
    mostly: { symbol: '○', label: 'Gần đúng tiến độ' },
    behind: { symbol: '△', label: 'Chậm tiến độ' },
    worse: { symbol: '▼', label: 'Thụt lùi' },
    missed: { symbol: '×', label: 'Không đạt' },
    under_way: { symbol: '→', label: 'Đang thực hiện' },
    pending: { symbol: '…', label: 'Chưa có kết quả' },
    unrated: { symbol: '－', label: 'Không đánh giá' },
  },
  unratedCause: ({ kind }) => {
    if (kind === 'basis-unconfirmed') return 'đang xác nhận cách tính';
    return kind === 'no-baseline' ? 'không có mức gốc' : '';
  },
  byNow: (year) => `Mức dự kiến cuối năm tài khóa ${year}:`,

  reference: 'Bản dịch tham khảo (bản tiếng Nhật là bản chính thức)',
  details: 'Chi tiết (tiếng Nhật)',
  page: 'Trang web (tiếng Nhật)',

  survey: 'Khảo sát',
  answer: 'Trả lời',
  until: (on, today) => {
    const { year, month, day, weekday } = partsOf(on);
    return `Hạn chót: ${WEEKDAYS[weekday]}, ${day}/${month}${isSameYear(on, today) ? '' : `/${year}`}`;
  },

  countOfNews: (count) => `${count} chỉ số có thay đổi`,
  more: (count) => `Còn ${count} chỉ số khác. Xem tiếp trên trang web.`,
  previous: 'Lần trước',
  now: 'Lần này',
  standing: 'Đánh giá',
  standingBefore: 'Đánh giá lần trước',
  added: 'Chỉ số mới',
  removed: 'Chỉ số này không còn trong kế hoạch',
  retired: (on) => `Chỉ số này kết thúc vào ngày ${date(on)}`,
  reinstated: 'Chỉ số đã kết thúc nay được dùng lại',
  confirmed: 'Số liệu sơ bộ đã được xác nhận',
  corrected: 'Kết quả đã được đính chính',
  late: 'Kết quả trước đây chưa công bố',
  withdrawn: 'Kết quả đã được rút lại',
  baselineCorrected: 'Mức gốc đã được đính chính',
  targetCorrected: 'Mục tiêu đã được đính chính',
  targetRevised: (effective) =>
    `Mục tiêu đã được điều chỉnh${effective ? ` (từ ngày ${date(effective)})` : ''}`,
  because: (reason) => `Lý do: ${reason}`,

  otherLanguages: 'Đọc bằng ngôn ngữ khác',

  aside: (words) => ` (${words})`,
  list: (parts) => parts.join(', '),
  named: (name, words) => `${name}: ${words}`,
  sentences: sentencesIn({ stop: '.', gap: ' ' }),
};
