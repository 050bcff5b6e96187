"""Terms in tantivy: BM25 over the title, section and text of every passage, with English stems."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import tantivy

from index.documents import Passage
from index.store.faults import plain_store_errors

FIELD = "text"
ANALYZER = "stems"

# Words of a question that say nothing about its subject.
STOP_WORDS = frozenset(
    (
        "a about am an and any are as at be been but by can could did do does for from had has have he her "
        "him his how i if in into is it its me my of on or our she should so such than that the their them "
        "then there these they this those to us was we were what when where which who whom whose why will "
        "with would you your"
    ).split()
)

_analyzer = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.remove_long(60))
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


def stems(text: str) -> list[str]:
    """The terms of `text` as the index knows them: lower case, without accents, stemmed."""
    return list(_analyzer.analyze(text))


def question_stems(question: str) -> list[str]:
    """Distinct terms of a question in order, stop words stripped unless nothing else is left."""
    kept = [word for word in question.split() if word.strip("?!.,;:'\"()").lower() not in STOP_WORDS]
    return list(dict.fromkeys(stems(" ".join(kept)) or stems(question)))


class TermStore:
    """The terms of one index folder. Readers see a writer's last commit after `reload`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
            .add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
            .add_text_field(FIELD, stored=False, tokenizer_name=ANALYZER, index_option="freq")
            .build()
        )
        with plain_store_errors("terms", folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(schema, path=str(folder), reuse=True)
        self._index.register_tokenizer(ANALYZER, _analyzer)
        self._schema = schema

    def write(self, add: Sequence[Passage], remove: Iterable[str] = ()) -> None:
        """Delete the documents with the ids in `remove`, add passages, and commit both at once."""
        with plain_store_errors("terms", self.folder):
            writer = self._index.writer(heap_size=50_000_000, num_threads=1)
            try:
                for document in remove:
                    writer.delete_documents("document", document)
                for passage in add:
                    writer.add_document(
                        tantivy.Document(id=[passage.id], document=[passage.document], text=[passage.embedded_text])
                    )
                writer.commit()
                writer.wait_merging_threads()
            finally:
                del writer  # lets go of tantivy's lock even where an error's traceback lives on
        self.reload()

    def reload(self) -> None:
        """See the last commit, whoever made it."""
        with plain_store_errors("terms", self.folder):
            self._index.reload()

    def matching(self, question: str, k: int, within: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` best passages as (id, BM25 score), best first; empty where no term of the question occurs.

        With `within`, only those of the documents with these ids.
        """
        terms = question_stems(question)
        if not terms:
            return []
        any_term = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, FIELD, term, index_option="freq"))
                for term in terms
            ]
        )
        with plain_store_errors("terms", self.folder):
            searcher = self._index.searcher()
            hits = searcher.search(self._among(any_term, within), limit=k).hits
            return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def holds(self, stem: str) -> bool:
        """Whether a passage, live or not, holds the stem."""
        return bool(self._index.searcher().doc_freq(FIELD, stem))

    def alike(self, stem: str, edits: int, k: int) -> list[str]:
        """Ids of up to `k` passages with a stem that is at most so many letters away; two swapped ones count as one."""
        query = tantivy.Query.fuzzy_term_query(self._schema, FIELD, stem, distance=edits)
        with plain_store_errors("terms", self.folder):
            searcher = self._index.searcher()
            hits = searcher.search(query, limit=k, count=False).hits
            return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    def missing(self, passages: Sequence[Passage]) -> set[str]:
        """Ids of those of `passages` that are not held."""
        searcher = self._index.searcher()
        missing = set()
        for one in passages:
            query = tantivy.Query.term_query(self._schema, "id", one.id, index_option="basic")
            if not searcher.search(query, limit=1, count=False).hits:
                missing.add(one.id)
        return missing

    def _among(self, query: tantivy.Query, within: Collection[str] | None) -> tantivy.Query:
        if within is None:
            return query
        chosen = tantivy.Query.term_set_query(self._schema, "document", list(within))
        filtering = tantivy.Query.boost_query(chosen, 0.0)  # it chooses, and adds nothing to the scores
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, filtering)])

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency of each term over the passages, as in BM25: ln(1 + (N - n + .5) / (n + .5))."""
        searcher = self._index.searcher()
        total = searcher.num_docs
        rarities = {}
        for term in terms:
            holding = min(searcher.doc_freq(FIELD, term), total)
            rarities[term] = math.log(1 + (total - holding + 0.5) / (holding + 0.5))
        return rarities

    def count(self) -> int:
        """Number of passages held, live or not."""
        return int(self._index.searcher().num_docs)
