"""The billing simulator, piece by piece: the board of controls, the figures, the task, the size guide."""
