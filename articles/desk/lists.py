"""Lists of the desk that stay quick however many rows there are: counts stop, and words are found by an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import smart_split, unescape_string_literal

from articles.desk.counting import Counted, counted
from articles.models.character_grams import saying

if TYPE_CHECKING:  # generic in the stubs only
    AnyPaginator = Paginator[Any]
    ModelAdmin = admin.ModelAdmin[Any]
else:
    AnyPaginator, ModelAdmin = Paginator, admin.ModelAdmin


MOST_WORDS = 10


class StoppingPaginator(AnyPaginator):
    """Pages of the first rows alone; who looks for more narrows the list."""

    @cached_property
    def counted(self) -> Counted:
        return counted(self.object_list)  # type: ignore[arg-type] # lists of the desk are made from QuerySets

    @cached_property
    def count(self) -> int:
        return self.counted.number


class QuickList(ModelAdmin):
    """`worded` are those of `search_fields` that have an index of character grams."""

    paginator = StoppingPaginator
    worded: ClassVar[Sequence[str]] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows that have each of the first words, or phrases in quotation marks, in any of the fields; none stands twice."""
        asked = dict.fromkeys(words(search_term.replace("\0", ""))) if self.search_fields else {}
        for word in list(asked)[:MOST_WORDS]:
            queryset = queryset.filter(pk__in=self._having(word))
        return queryset, False

    def _having(self, word: str) -> QuerySet[Any]:
        """Keys of the rows, found field by field, so that each may use its own index."""
        first, *others = (self._in_field(field, word).values("pk") for field in self.search_fields)
        return first.union(*others) if others else first

    def _in_field(self, field: str, word: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.order_by()
        if field not in self.worded:
            return rows.filter(**{f"{field}__icontains": word})
        path, _, column = field.rpartition("__")
        if not path:
            return saying(rows, column, word)
        related = rows.model
        for name in path.split("__"):
            related = related._meta.get_field(name).related_model
        return rows.filter(**{f"{path}__in": saying(related._default_manager.order_by(), column, word)})


def words(search_term: str) -> Iterator[str]:
    """As Django's own search cuts them."""
    for bit in smart_split(search_term):
        is_quoted = len(bit) > 1 and bit.startswith(('"', "'")) and bit[0] == bit[-1]
        yield unescape_string_literal(bit) if is_quoted else bit
