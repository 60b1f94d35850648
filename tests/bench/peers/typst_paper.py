"""Typst compiles a paper again and again: seconds of the first and of the best later time, the
least seconds of processor, peak memory in MB, pages.

usage: typst_paper.py SOURCE FONTS TIMES
"""

import re
import sys
import time
from pathlib import Path

import typst

source, fonts, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
took, busy = [], []
for _ in range(times):
    begun, worked = time.perf_counter(), time.process_time()
    pdf = typst.compile(source, font_paths=[fonts], ignore_system_fonts=True)
    took.append(time.perf_counter() - begun)
    busy.append(time.process_time() - worked)
status = Path("/proc/self/status").read_text("utf-8")
memory = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(took[0], min(took[1:]), min(busy[1:]), memory, len(re.findall(rb"/Type ?/Page\b", pdf)))
