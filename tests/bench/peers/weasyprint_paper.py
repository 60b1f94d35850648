"""WeasyPrint makes a paper again and again: seconds of the first and of the best later time, the
least seconds of processor, peak memory in MB, pages.

usage: weasyprint_paper.py SOURCE TIMES
"""

import sys
import time
from pathlib import Path

from weasyprint import HTML

source, times = sys.argv[1], int(sys.argv[2])
took, busy = [], []
for _ in range(times):
    begun, worked = time.perf_counter(), time.process_time()
    document = HTML(source).render()
    document.write_pdf()
    took.append(time.perf_counter() - begun)
    busy.append(time.process_time() - worked)
status = Path("/proc/self/status").read_text("utf-8")
memory = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(took[0], min(took[1:]), min(busy[1:]), memory, len(document.pages))
