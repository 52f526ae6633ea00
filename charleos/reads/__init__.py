"""Questions that a screen asks, each answered by one frozen value."""
