import MiniSearch from 'minisearch';
import type { SearchResult } from 'minisearch';
import { readArticle } from '../core/article.ts';
import type { Article } from '../core/article.ts';
import { contentWords, likelyLanguage } from '../core/stop-words.ts';

/** Title and terms say what an article is about; its text says it at length. */
const BOOST = { title: 3, terms: 3, text: 1 };
/** Different words of the mail that an article must have, one of them in its title or terms. */
const FEWEST_WORDS = 2;
/** Of the score that an article's own title would reach. */
const FLOOR = 0.4;
/** Words long enough that one wrong letter leaves them the same word. */
const FUZZY_LENGTH = 6;
const SHORTEST_PREFIX = 4;

interface Library {
  articles: Map<string, Article>;
  index: MiniSearch<Article>;
}

const libraries = new WeakMap<Record<string, string>, Library>();

/** The articles that fit somebody's words, the best first; none rather than one that might not. */
export function fittingArticles(
  sources: Record<string, string>,
  { words, most }: { words: string; most: number },
): Article[] {
  const { index, articles } = libraryOf(sources);
  const query = [...new Set(contentWords(words))].join(' ');
  const language = likelyLanguage(words);
  return index
    .search(query)
    .filter((found) => fits(found, index))
    .flatMap(({ id }) => articles.get(String(id)) ?? [])
    .filter((article) => !language || !article.language || article.language === language)
    .slice(0, most);
}

function fits({ id, score, match, title }: SearchResult, index: MiniSearch<Article>): boolean {
  const matched = Object.entries(match);
  if (matched.length < FEWEST_WORDS) return false;
  if (!matched.some(([, fields]) => fields.includes('title') || fields.includes('terms'))) return false;
  const own = index.search(contentWords(String(title)).join(' ')).find((found) => found.id === id);
  return score >= FLOOR * (own?.score ?? 0);
}

/** Made once in a process's life. */
function libraryOf(sources: Record<string, string>): Library {
  const known = libraries.get(sources);
  if (known) return known;
  const articles = Object.entries(sources).map(([id, source]) => readArticle(id, source));
  const index = new MiniSearch<Article>({
    fields: Object.keys(BOOST),
    storeFields: ['title'],
    tokenize: contentWords,
    processTerm: (term) => term.normalize('NFD').replaceAll(/\p{M}/gu, ''),
    searchOptions: {
      boost: BOOST,
      prefix: (term) => term.length >= SHORTEST_PREFIX,
      fuzzy: (term) => (term.length >= FUZZY_LENGTH ? 1 : false),
    },
  });
  index.addAll(articles);
  const library = { index, articles: new Map(articles.map((article) => [article.id, article])) };
  libraries.set(sources, library);
  return library;
}
