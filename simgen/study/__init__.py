"""What a researcher does with samples: axes, sweeps, shifts, counterfactual pairs, splits, evaluation, failure search."""
