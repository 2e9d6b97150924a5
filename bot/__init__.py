"""The open-government assistant: channels, use cases, storage (问办)."""

import os

# a question is far too small to be shared among threads, and making them costs every start time and memory
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
