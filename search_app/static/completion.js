// Which part of a query is still being typed, and how a suggestion is written so that the search takes it as meant.

const FIELDS =
  "标题|標題|title|作者|author|译者|譯者|translator|来源|來源|source|栏目|欄目|section|日期|date";
const TERM = new RegExp(
  `((?:[(（|｜]|[-－](?=\\S)|(?:${FIELDS})[:：])*)` +
    `(?:(["＂][^"＂]*(?:["＂]|$)|[“„][^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)|«[^»]*(?:»|$))|([^\\s|｜]+)|$)`,
  "giu",
);
const CLOSED = /^.+["＂”」』»]$/su;
const OPERATOR = /^(?:OR|AND|NOT|NEAR(?:\/\d*)?)$/u;
const BINDS_ONE = /^(?:NOT|NEAR(?:\/\d*)?)$/u;
const PEOPLE = /(?:作者|译者|譯者|author|translator)[:：]$/iu;
const UNKNOWN = /(?:来源|來源|source|栏目|欄目|section|日期|date)[:：]$/iu;
// An operator to the search, or the end of a text, if it stood without quotes.
const SPECIAL = new RegExp(`^[-－"＂“„「『«]|[()（）|｜]|\\*$|^(?:${FIELDS})[:：]|^(?:OR|AND|NOT|NEAR)$`, "iu");
// What the search would take for a sentence, of which an article need hold only some words.
const SENTENCE = /^[^ ]{11,}$|\b(?:an?|and|at|by|for|from|in|of|on|the|to|will|with)\b/iu;
const LONGEST = 60;

/**
 * What to ask suggestions for, longest first: the last terms as one (Antony B), then the last one alone. Nothing behind
 * a blank or a closed quote, where nothing has begun.
 *
 * Of each: `asked`, its text; `start`, where what is chosen goes; `people`, whether only names fit; `bare`, whether a
 * field or an operator before it takes no more than one term; `quoted`; `field`, whether it is in one.
 */
export function parts(query) {
  const terms = [...query.matchAll(TERM)].filter(([all]) => all);
  const found = [];
  for (let at = terms.length - 1; at >= 0; at--) {
    const { index, 0: all, 1: lead, 2: quoted, 3: plain } = terms[at];
    const last = at === terms.length - 1;
    if (last && (index + all.length < query.length || (quoted && CLOSED.test(quoted)))) return [];
    if (UNKNOWN.test(lead) || OPERATOR.test(plain ?? "") || (quoted && !last)) break;
    const start = index + lead.length;
    found.unshift({
      asked: query.slice(start + (quoted ? 1 : 0)).trim(),
      start,
      people: PEOPLE.test(lead),
      field: /[:：]$/u.test(lead),
      bound: /[-－:：]$/u.test(lead) || BINDS_ONE.test(terms[at - 1]?.[3] ?? ""),
      quoted: Boolean(quoted),
    });
    if (lead || quoted) break;
  }
  const short = found.filter(({ asked }) => asked && asked.length <= LONGEST);
  return short.length > 3 ? [short[0], ...short.slice(-2)] : short;
}

/** The query with a suggestion in the place of a part; `author` is how the search is told that an author is meant. */
export function completed(query, part, { text, kind }, author) {
  const byline = kind === "author" && !part.field && !part.quoted;
  const blanks = /\s/u.test(text) && (kind !== "name" || part.bound);
  const exact = part.quoted || kind === "title" || (byline ? /\s/u.test(text) : blanks || SENTENCE.test(text));
  // The search takes all quotes for one, but only the straight one ends what a straight one began.
  const written = exact || SPECIAL.test(text) ? `"${text.replaceAll('"', "“")}"` : text;
  return query.slice(0, part.start) + (byline ? author : "") + written;
}
