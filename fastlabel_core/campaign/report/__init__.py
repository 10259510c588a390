"""The report of a campaign: one HTML file that needs nothing else.

`gathering` reads what the report says, `drawing` makes its charts, `page` puts both on a page.
"""
