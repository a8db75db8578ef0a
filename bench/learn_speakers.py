"""Learn who speaks: `PYTHONPATH=.:bench python bench/learn_speakers.py [--parses FOLDER]`."""

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from figures import load_scorer
from labelled import articles, kept_parser, parsed, source
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from articles.extraction import candidates, people, speakers
from articles.extraction.candidates import Cast, Memory
from articles.extraction.structure import Kind

SETS = ("news.train", "news.world.train", "news.ours", "documents.ours", "news.dev", "news.world.dev", "public.dev")
scorer = load_scorer()


@dataclass
class Document:
    set: str
    style: str
    cast: Cast
    gold: list
    kind: str | None
    number: int


def accepted(gold, name):
    return scorer.accepted([g for g in gold if g], name) if gold != [None] else False


def read(name, parser):
    rows = articles(name)
    for number, (row, (current, parses)) in enumerate(zip(rows, parsed((source(r) for r in rows), parser), strict=True)):
        register = people.register(current.text, parses)
        scenes = [
            candidates.scene(current.text, parse, register) if piece.kind is Kind.SENTENCE and not piece.turn else None
            for piece, parse in zip(current.pieces, parses, strict=True)
        ]
        gold = []
        for piece in current.pieces:
            best = max(row["sentences"], key=lambda s: min(s["end"], piece.span.end) - max(s["start"], piece.span.start))
            overlap = min(best["end"], piece.span.end) - max(best["start"], piece.span.start)
            gold.append(best["speaker"] if overlap > 0 else [None])
        cast = Cast(current.text, register, scenes)
        cast.rules = [v.speaker for v in speakers.voices(current, parses, register)]
        yield Document(name, row.get("style") or name, cast, gold, row.get("kind"), number)


def nobody_rule(document, index, current):
    has = document.cast.rules[index] is not None
    best = max((cue.strength for cue in current.cues), default=-1)
    return (f"nobody:rule={has}", f"nobody:rule={has},cue={best}", f"nobody:rule={has},whole={current.whole}")


def walk(document, choose):
    """Read a document; `choose(index, candidates, nobody)` gives the name said, or None."""
    memory = Memory()
    cast = document.cast
    for index, current in enumerate(cast.scenes):
        if current is None:
            continue
        memory.age += 1
        found = cast.candidates(index, memory)
        name = choose(index, found, (*candidates.nobody(current, memory, document.kind), *nobody_rule(document, index, current)))
        memory.was_whole = current.whole
        if name:
            memory.age = 0
            memory.counts[name] += 1
            if memory.spoke[-1:] != [name]:
                memory.spoke.append(name)
        memory.topic = cast.topic(index, memory)


def groups(document, previous=None):
    """Per sentence: signs of each candidate, whether right; candidate 0 is nobody."""
    out = []

    def choose(index, found, nobody):
        gold = document.gold[index]
        right = [accepted(gold, c.name) for c in found]
        out.append((index, [nobody, *(c.signs for c in found)], [None, *(c.name for c in found)], right, gold))
        if previous is not None:
            return previous.get((id(document), index))
        names = [c.name for c, r in zip(found, right) if r]
        return names[0] if names else next((g for g in gold if g), None)

    walk(document, choose)
    return out


def learn(rows, weight, l2):
    """rows: list of groups. Returns sign → weight."""
    counts = Counter(sign for _, signs, *_ in rows for one in signs for sign in set(one))
    names = [s for s, n in counts.items() if n >= 4]
    column = {s: i for i, s in enumerate(names)}
    indices, indptr, starts, ok = [], [0], [0], []
    for _, signs, _, right, gold in rows:
        good = [gold == [None] or (None in gold) or not any(right), *right]
        for one, g in zip(signs, good):
            indices += [column[s] for s in one if s in column]
            indptr.append(len(indices))
            ok.append(g)
        starts.append(len(ok))
    matrix = csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(ok), len(names)))
    transposed = matrix.T.tocsr()
    ok = np.array(ok)
    starts = np.array(starts)
    group = np.repeat(np.arange(len(rows)), np.diff(starts))
    weight = np.array(weight)

    def loss(w):
        scores = matrix @ w
        top = np.maximum.reduceat(scores, starts[:-1])
        e = np.exp(scores - top[group])
        total = np.add.reduceat(e, starts[:-1])
        good = np.add.reduceat(e * ok, starts[:-1])
        p, q = e / total[group], e * ok / np.maximum(good, 1e-300)[group]
        value = float(np.sum(weight * (np.log(total) - np.log(np.maximum(good, 1e-300))))) + l2 * float(w @ w)
        return value, transposed @ ((p - q) * weight[group]) + 2 * l2 * w

    done = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    return dict(zip(names, done.x.tolist()))


def said(weights, signs, names, threshold):
    scores = np.array([sum(weights.get(s, 0.0) for s in one) for one in signs])
    p = np.exp(scores - scores.max())
    p /= p.sum()
    by_name = Counter()
    for n, q in zip(names, p):
        by_name[n] += q
    nobody = by_name.pop(None)
    if not by_name:
        return None, 0.0
    best = max(by_name, key=by_name.get)
    return best, by_name[best]


def evaluate(documents, weights, thresholds):
    counts = {t: Counter() for t in thresholds}
    for t in thresholds:
        for document in documents:
            def choose(index, found, nobody):
                name, p = said(weights, [nobody, *(c.signs for c in found)], [None, *(c.name for c in found)], t)
                name = name if p >= t else None
                gold = document.gold[index]
                c = counts[t]
                has = gold != [None]
                ok = has and name is not None and accepted(gold, name)
                c["gold"] += has and None not in gold
                c["pred"] += name is not None and not (None in gold and has)
                c["right"] += ok and None not in gold
                return name
            walk(document, choose)
    return counts


def show(label, counts):
    print(label, "  ".join(f"t={t}: F1 {2*c['right']/max(1,c['pred']+c['gold']):.3f} wrong {1-c['right']/max(1,c['pred']):.3f}" for t, c in counts.items()), flush=True)


def predictions(documents, weights, threshold):
    """What is said of each sentence, read in order."""
    out = {}
    for document in documents:
        def choose(index, found, nobody):
            name, p = said(weights, [nobody, *(c.signs for c in found)], [None, *(c.name for c in found)], threshold)
            out[id(document), index] = name if p >= threshold else None
            return out[id(document), index]
        walk(document, choose)
    return out


WEIGHT = {"news.train": 0.5, "news.world.train": 2.0, "news.ours": 1.0, "documents.ours": 1.0}


def rows_of(documents, previous=None):
    rows, weight = [], []
    for d in documents:
        g = groups(d, previous)
        rows += g
        weight += [WEIGHT[d.set]] * len(g)
    return rows, weight


def fold_of(d):
    return d.number % 5 if d.set.endswith("train") else sum(map(ord, d.style)) % 5


def train(documents, l2, rounds=2):
    previous = None
    weights = learn(*rows_of(documents), l2)
    for _ in range(rounds - 1):
        previous = {}
        for half in range(2):
            part = learn(*rows_of([d for d in documents if fold_of(d) % 2 != half]), l2)
            previous |= predictions([d for d in documents if fold_of(d) % 2 == half], part, 0.45)
        weights = learn(*rows_of(documents, previous), l2)
    return weights


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--parses", type=Path)
    parser.add_argument("--l2", type=float, default=0.5)
    parser.add_argument("--folds", type=int, default=0)
    options = parser.parse_args()
    started = time.time()
    names = ("news.train", "news.world.train", "news.ours")
    documents = {name: list(read(name, kept_parser(options.parses))) for name in (*names, "news.dev", "news.world.dev")}
    print("read", time.time() - started, flush=True)
    everything = [d for n in names for d in documents[n]]
    weights = train(everything, options.l2)
    print("learned", len(weights), time.time() - started, flush=True)
    for n in ("news.dev", "news.world.dev"):
        show(n, evaluate(documents[n], weights, (0.4, 0.5, 0.6, 0.7)))
    for fold in range(options.folds):
        part = train([d for d in everything if fold_of(d) != fold], options.l2)
        for n in names:
            show(f"{fold} {n}", evaluate([d for d in documents[n] if fold_of(d) == fold], part, (0.4, 0.5, 0.6)))
    print(time.time() - started)


if __name__ == "__main__":
    main()
