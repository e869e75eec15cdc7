"""Rows that lie under one another: comments under comments, places in places, classes of tags."""

from actions.snb_cells import BadRow, shown
from actions.snb_files import refused


class Node:
    """A row of a tree: its line, the row above it, and (once settled) the root and the steps to it."""

    __slots__ = ("climbing", "depth", "line", "parent", "root")

    def __init__(self, line: int, own: str, parent: str | None) -> None:
        self.line = line
        self.parent = parent
        self.root = own
        self.depth = -1 if parent else 0
        self.climbing = False


class Tree:
    """The rows of one file, in any order. ``what`` is the noun of a row in a message."""

    def __init__(self, file_name: str, what: str) -> None:
        self.file_name = file_name
        self.what = what
        self.nodes: dict[str, Node] = {}

    def add(self, line: int, own: str, parent: str | None) -> None:
        """Take in a row; the one above it may come later."""
        if own in self.nodes:
            raise BadRow(f"the {self.what} {own} is here twice")
        self.nodes[own] = Node(line, own, parent)

    def settle(self) -> None:
        """Give every row its root and depth, or refuse a row whose parent is missing or lies below it."""
        for node in self.nodes.values():
            self._climb(node)

    def _climb(self, node: Node) -> None:
        path = []
        while node.depth < 0:
            if node.climbing:
                raise refused(self.file_name, node.line, f"the {self.what} lies below itself")
            node.climbing = True
            path.append(node)
            node = self._above(node)
        for below in reversed(path):
            below.root, below.depth = node.root, node.depth + 1
            node = below

    def _above(self, node: Node) -> Node:
        parent = str(node.parent)
        if parent not in self.nodes:
            raise refused(self.file_name, node.line, f"there is no {self.what} {shown(parent)}")
        return self.nodes[parent]
