"""One choice for each of several things so that prices and clashes together come cheap: a small local search.

In come a table of prices and a function for what two choices cost together; out comes the index of each choice.
Nothing is random: the same input gives the same choices. Nothing here knows what is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Clash = Callable[[int, int, int, int], float]
"""`clash(i, a, j, b)`: what it costs that thing `i` takes choice `a` while thing `j` takes `b`."""
ROUNDS = 8
"""How often each thing chooses anew, with all others as they are."""
FEW = 14
"""Up to so many things, kicks are tried: their cost grows with the third power of the number."""
KICKS = 12
"""So many of the cheapest choices of each thing are forced on it to see whether the others can follow."""
CLOSE = 1e-3


def settled(prices: Sequence[Sequence[float]], clash: Clash) -> list[int]:
    """The index of a choice for each row of `prices`; [] for no rows.

    >>> settled([[0, 5], [0, 1]], lambda i, a, j, b: 9 if a == b else 0)
    [0, 1]
    """
    board = _Board(prices, clash)
    ahead = list(range(len(prices)))
    best = min((board.greedy(order) for order in (ahead, ahead[::-1])), key=board.cost)
    return board.kicked(best) if len(prices) <= FEW else best


class _Board:
    """Prices, and what two choices cost together, asked once."""

    def __init__(self, prices: Sequence[Sequence[float]], clash: Clash) -> None:
        self._prices = prices
        self._clash = clash
        self._by_price = [sorted(range(len(row)), key=row.__getitem__) for row in prices]
        self._known: dict[tuple[int, int, int, int], float] = {}

    def cost(self, chosen: Sequence[int]) -> float:
        """What all choices cost together."""
        alone = sum(self._prices[i][a] for i, a in enumerate(chosen))
        return alone + sum(self._pair(i, a, j, chosen[j]) for i, a in enumerate(chosen) for j in range(i))

    def greedy(self, order: Sequence[int]) -> list[int]:
        """Each in turn takes what is cheapest beside those before it; then all choose anew until nothing moves."""
        chosen: dict[int, int] = {}
        for i in order:
            chosen[i] = self._cheapest(i, chosen)
        return self._relaxed([chosen[i] for i in range(len(order))], order)

    def kicked(self, chosen: list[int]) -> list[int]:
        """The choices after every forced change that made all of them cheaper together."""
        best, least = chosen, self.cost(chosen)
        for i, prices in enumerate(self._prices):
            rest = [j for j in range(len(chosen)) if j != i]
            for a in sorted(range(len(prices)), key=prices.__getitem__)[:KICKS]:
                trial = self._relaxed([*best[:i], a, *best[i + 1 :]], rest)
                if (cost := self.cost(trial)) < least - CLOSE:
                    best, least = trial, cost
        return best

    def _relaxed(self, chosen: list[int], order: Iterable[int]) -> list[int]:
        held = dict(enumerate(chosen))
        for _ in range(ROUNDS):
            before = dict(held)
            for i in order:
                held[i] = self._cheapest(i, held)
            if held == before:
                break
        return [held[i] for i in range(len(chosen))]

    def _cheapest(self, i: int, chosen: dict[int, int]) -> int:
        """The cheapest choice of `i` beside those chosen. No clash costs less than nothing: dear ones are passed by."""
        others = [(j, b) for j, b in chosen.items() if j != i]
        best, least = 0, float("inf")
        for a in self._by_price[i]:
            if self._prices[i][a] > least + CLOSE:
                break
            cost = self._beside(i, a, others, least + CLOSE)
            if (cost, a) < (least, best):
                best, least = a, cost
        return best

    def _beside(self, i: int, a: int, others: Sequence[tuple[int, int]], limit: float) -> float:
        """What choice `a` of `i` costs beside `others`, to a thousandth; more than `limit` is not worked out."""
        cost = self._prices[i][a]
        for j, b in others:
            cost += self._pair(i, a, j, b)
            if cost > limit:
                break
        return round(cost, 3)

    def _pair(self, i: int, a: int, j: int, b: int) -> float:
        key = (i, a, j, b) if i < j else (j, b, i, a)
        if key not in self._known:
            self._known[key] = self._clash(*key)
        return self._known[key]
