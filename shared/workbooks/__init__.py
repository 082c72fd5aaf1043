"""Workbooks (XLSX) that are sent in: the lines of the sheet they show, read at bounded cost."""
