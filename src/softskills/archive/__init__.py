"""Whole archives: plan, work, sink, and the engines that run the work. `score` is the verb."""
