"""Surveys as XLSForm spreadsheets, the standard of ODK and KoboToolbox: reading and writing."""
