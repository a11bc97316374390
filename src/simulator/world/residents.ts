import type { Resident } from '../phone/phone-api.ts';

/** The people whose phones the page shows. Everyone here is made up. */
export const SEEDED_RESIDENTS: readonly Resident[] = [
  {
    userId: 'U0000000000000000000000000000a001',
    name: '小林 ハル',
    about: '78歳。ひとり暮らし。大きな文字で読みます。',
    language: 'ja',
    friendship: 'stranger',
  },
  {
    userId: 'U0000000000000000000000000000a002',
    name: '田村 直樹',
    about: '41歳。小学生と保育園児の父親です。',
    language: 'ja',
    friendship: 'stranger',
  },
  {
    userId: 'U0000000000000000000000000000a003',
    name: 'Trần Thị Mai',
    about: '24歳。ベトナム出身。町の工場で働いています。',
    language: 'vi',
    friendship: 'stranger',
  },
  {
    userId: 'U0000000000000000000000000000a004',
    name: 'Emily Carter',
    about: '33歳。英語の先生。日本語は勉強中です。',
    language: 'en',
    friendship: 'stranger',
  },
  {
    userId: 'U0000000000000000000000000000a005',
    name: '王 建国',
    about: '52歳。中国出身。料理店を営んでいます。',
    language: 'zh-Hans',
    friendship: 'stranger',
  },
];

/** Somebody whom only an event or a test named. */
export function newResident(userId: string, friendship: Resident['friendship']): Resident {
  return {
    userId,
    name: `利用者 ${userId.slice(-6)}`,
    about: 'テストから届いた利用者です。',
    language: 'ja',
    friendship,
  };
}
