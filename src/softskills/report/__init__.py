"""Renderings of what was computed: no arithmetic here."""
