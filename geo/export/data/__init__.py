"""Data to hand out: one table with an explicit schema, and the writers that every data format is made by."""
