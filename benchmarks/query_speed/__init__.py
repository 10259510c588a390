"""How fast the query strategies are, beside floors and peers; see ``__main__.py``."""
