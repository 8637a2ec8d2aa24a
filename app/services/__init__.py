"""What the shop can do: one module per noun, with permissions, guards, effects, workflow, list, form and use-cases."""
