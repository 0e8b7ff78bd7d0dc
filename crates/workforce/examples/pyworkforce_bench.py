"""Erlang C agents-for-target by pyworkforce: problems as JSON on standard input, answers and seconds on standard output."""

import json
import sys
import time

from pyworkforce.queuing import ErlangC

problems = json.load(sys.stdin)
start = time.perf_counter()
agents = [
    ErlangC(
        transactions=problem["calls"],
        aht=problem["aht_min"],
        asa=problem["asa_min"],
        interval=problem["interval_min"],
        shrinkage=0.0,
    ).required_positions(service_level=problem["target"], max_occupancy=problem["max_occupancy"])["raw_positions"]
    for problem in problems
]
seconds = time.perf_counter() - start
json.dump({"seconds": seconds, "agents": agents}, sys.stdout)
