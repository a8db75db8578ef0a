"""Turns the rules of the mentions off, one by one: does a test notice, and does a left-out figure fall?

`PYTHONPATH=.:bench python bench/rule_mutations.py [SET[:half] …] [--parses FOLDER]`. A rule nobody misses, in the examples
or in the figures, is to be deleted. The figure is the count of phrases that `name_forms` judges right.
"""

import argparse
from collections import Counter
from pathlib import Path

from name_forms import outcomes

from articles.extraction import mentions
from articles.extraction.mentions import resolution
from articles.extraction.mentions.resolution import Rule

LEFT_OUT = ("news.train:2", "news.world.train:2", "news.world.dev", "news.ours", "documents.ours", "public.dev")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=LEFT_OUT)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    options = parser.parse_args()
    every = resolution.RULES
    whole = figure(options.sets, options.parses)
    print(f"{'all rules':20}{'':>10}{whole['right']:8} right{whole['wrong']:8} wrong")
    for rule in every:
        resolution.RULES = tuple(other for other in every if other is not rule)
        without = figure(options.sets, options.parses)
        right, wrong = without["right"] - whole["right"], without["wrong"] - whole["wrong"]
        print(f"{rule.name.name:20}{'test' if fails(rule) else 'NO TEST':>10}{right:+8} right{wrong:+8} wrong")
    resolution.RULES = every


def figure(sets: list[str], parses: Path | None) -> Counter[str]:
    return Counter(outcome for name in sets for outcome in outcomes(name, parses, show=False))


def fails(rule: Rule) -> bool:
    """Whether an example of the rule no longer holds."""
    for example in rule.examples:
        register = mentions.register(example.text, [])
        for name, role in example.persons:
            register.add_person(example.text.find(name), name, role)
        if mentions.resolve(example.phrase, len(example.text), register) != example.name:
            return True
    return False


if __name__ == "__main__":
    main()
