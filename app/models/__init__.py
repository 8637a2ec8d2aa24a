"""Records: one file per noun, columns and invariants only. It knows no use-case and no screen."""
