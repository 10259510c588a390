"""Charts as SVG text: pure functions, without a plotting library.

A chart follows the colours of the page that it stands in, light or dark, and needs no script.
"""
