"""The open-government assistant: channels, use cases, storage (问办)."""

import gc
import os

# a question is far too small to be shared among threads, and making them costs every start time and memory
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# a start makes a hundred thousand objects that stay: to look for rings among them at every 700 is a tenth of it
gc.set_threshold(50_000, 10, 10)
