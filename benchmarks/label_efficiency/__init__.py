"""How few labels the query strategies need, beside chance and peers; see ``__main__.py``."""
