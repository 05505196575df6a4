"""What is wrong with a programme's text before it is adopted, read out of its document: no model, no query, no page.

Each file holds the rules of one word and gives `Fault`s. What only the database knows – open rounds, answers, drafts,
the budget – is asked in `programmes.unfinished`; `publishing.readiness` gathers everything.
"""
