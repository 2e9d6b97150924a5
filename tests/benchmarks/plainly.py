"""jieba with its whole dictionary, as everybody uses it: without its log and its warnings."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its source warns when compiled, and so may what it imports
    import jieba

jieba.setLogLevel(60)

__all__ = ["jieba"]
