"""What researchers do with samples: axes, sweeps, shifts, counterfactual pairs, splits, evaluation, search."""
