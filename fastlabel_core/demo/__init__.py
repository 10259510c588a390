"""Real data that needs no download, laid out as a campaign expects it.

`digits` and `docstrings` make a data set, `write_demo` writes it.
"""
