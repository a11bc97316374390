import type { Language } from '../../domain/language.ts';
import { ja } from './ja.ts';
import type { Wording } from './wording.ts';

export const wordings: Record<Language, Wording> = { ja };
