"""The three stores of an index: the manifest that is the truth, vectors in Chroma, terms in tantivy."""
