"""Reading draft plans as offices write them: YAML, Markdown and DOCX."""
