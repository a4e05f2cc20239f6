"""Movements as data files: each with every figure, qualifier, split, link and claim that the record holds."""
