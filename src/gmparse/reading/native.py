"""One thread at a time in the native libraries: pdfium and Tesseract keep state for the whole process.

Two threads in pdfium give wrong letters, not only crashes. Processes (`gmparse.parse_many`) read at the same time.
"""

from __future__ import annotations

import threading

ONE_THREAD = threading.RLock()
"""Held by whoever is in a native library; may be taken again by the thread that holds it."""
