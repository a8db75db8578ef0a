import numpy as np
from collections import Counter
from scipy.sparse import csr_matrix

def design(rows, names=None, least=4):
    if names is None:
        counts = Counter(sign for _, signs, *_ in rows for one in signs for sign in set(one))
        names = [s for s, n in counts.items() if n >= least]
    column = {s: i for i, s in enumerate(names)}
    indices, indptr, starts, ok = [], [0], [0], []
    for _, signs, _, right, gold in rows:
        good = [gold == [None] or (None in gold) or not any(right), *right]
        for one, g in zip(signs, good):
            indices += [column[s] for s in one if s in column]
            indptr.append(len(indices)); ok.append(g)
        starts.append(len(ok))
    X = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, indptr), shape=(len(ok), len(names)))
    return names, X, np.array(ok, dtype=np.float32), np.array(starts)

def train_net(rows, weight, hidden=24, epochs=30, l2=1e-4, lr=0.01, seed=0, drop=0.15, batch=256, least=4):
    names, X, ok, starts = design(rows, least=least)
    weight = np.array(weight, dtype=np.float32)
    rng = np.random.default_rng(seed)
    n = len(names)
    P = {"w": np.zeros(n, np.float32), "E": rng.normal(0, 0.05, (n, hidden)).astype(np.float32), "b": np.zeros(hidden, np.float32), "v": rng.normal(0, 0.3, hidden).astype(np.float32)}
    M = {k: np.zeros_like(p) for k, p in P.items()}; V = {k: np.zeros_like(p) for k, p in P.items()}
    A = {k: np.zeros_like(p) for k, p in P.items()}; na = 0
    t = 0
    G = len(rows)
    for epoch in range(epochs):
        order = rng.permutation(G)
        rate = lr * (1 - epoch / epochs) + 1e-4
        for s in range(0, G, batch):
            g = np.sort(order[s:s + batch])
            idx = np.concatenate([np.arange(starts[i], starts[i + 1]) for i in g])
            sizes = starts[g + 1] - starts[g]
            st = np.concatenate([[0], np.cumsum(sizes)[:-1]])
            grp = np.repeat(np.arange(len(g)), sizes)
            x = X[idx]
            if drop:
                x = x.copy(); x.data = x.data * (rng.random(len(x.data)) > drop) / (1 - drop); x.data = x.data.astype(np.float32)
            h = x @ P["E"] + P["b"]
            r = np.maximum(h, 0)
            z = x @ P["w"] + r @ P["v"]
            z = z - np.maximum.reduceat(z, st)[grp]
            e = np.exp(z); tot = np.add.reduceat(e, st); o = ok[idx]
            good = np.maximum(np.add.reduceat(e * o, st), 1e-12)
            d = (e / tot[grp] - e * o / good[grp]) * weight[g][grp] / len(g)
            dr = np.outer(d, P["v"]) * (h > 0)
            xt = x.T.tocsr()
            grads = {"w": xt @ d + l2 * P["w"], "E": xt @ dr.astype(np.float32) + l2 * P["E"], "b": dr.sum(0), "v": r.T @ d + l2 * P["v"]}
            t += 1
            for k in P:
                M[k] = 0.9 * M[k] + 0.1 * grads[k]; V[k] = 0.99 * V[k] + 0.01 * grads[k] ** 2
                P[k] -= (rate * (M[k] / (1 - 0.9 ** t)) / (np.sqrt(V[k] / (1 - 0.99 ** t)) + 1e-8)).astype(np.float32)
    return {"index": {s: i for i, s in enumerate(names)}, **P}

def scores(net, signs):
    out = []
    for one in signs:
        i = [net["index"][s] for s in one if s in net["index"]]
        h = np.maximum(net["E"][i].sum(0) + net["b"], 0)
        out.append(float(net["w"][i].sum() + h @ net["v"]))
    return np.array(out)
