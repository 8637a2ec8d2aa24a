"""The kernel: desk, workflow, clock, texts. It knows no shop noun and no Qt."""
