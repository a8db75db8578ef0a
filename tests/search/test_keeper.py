import threading

from articles.search.keeper import Keeper


def test_worn_library_answers_until_a_thread_has_read_it_anew() -> None:
    may_end, read = threading.Event(), threading.Event()

    def renewed() -> tuple[str, int]:
        may_end.wait(30)
        read.set()
        return ("new", 0)

    keeper = Keeper(
        ("old", 0),
        lambda library: (library[0], library[1] + 1),
        is_worn=lambda library: library[0] == "old",
        renewed=renewed,
    )

    assert [keeper.current(), keeper.current()] == [("old", 1), ("old", 2)]

    may_end.set()
    assert read.wait(30)
    for thread in threading.enumerate():
        if thread.name == "search-renewal":
            thread.join(30)
    assert keeper.current() == ("new", 2)
