"""The worker's side of an innspillslogg: the stored log → PDF, Word or Excel."""
