"""One kind of moment a file; `softskills.coaching.KINDS` is the registry."""
