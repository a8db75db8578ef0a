"""Dates and periods, resolved against the day of publication and the dates named before.

`grammar` says what the words of a date give, one pattern a construction; `lengths` what only looks like a date (5日に及ぶ,
10日に1回); `periods` the calendar; `tense` whether it happened; `letterhead` the day the document is of; `reader` resolves, with what the document named
before; `written` writes a date out.
"""

from articles.extraction.dates.letterhead import own_day
from articles.extraction.dates.reader import DateReader, dates
from articles.extraction.dates.written import written_out

__all__ = ["DateReader", "dates", "own_day", "written_out"]
