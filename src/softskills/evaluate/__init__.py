"""How often a tag is right: gold calls (`evaluate`) and public labelled conversations (`evaluate_dataset`)."""

from softskills.evaluate.datasets import datasets, evaluate_dataset
from softskills.evaluate.gold import Evaluation, evaluate, evaluate_calls

__all__ = ["Evaluation", "datasets", "evaluate", "evaluate_calls", "evaluate_dataset"]
