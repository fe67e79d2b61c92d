"""The words people use, as data: nothing in this folder decides, it only lists."""
