"""The bench: how fast the house is, measured side by side with limit lines. See docs/performance.md.

    python -m tests.bench               web, PDF and database, in less than five minutes
    python -m tests.bench web pdf       only these parts
    python -m tests.bench --large       PDF at 50 times the size as well (some minutes more)
    python -m tests.bench --json FILE   the same figures as JSON
    bin/postgres .venv/bin/python -m tests.bench web database      on PostgreSQL

Figures of one machine say little; the ratios carry over. That is why everything that is compared is
measured in turn in the same run (A B C A B C …), and why ratios are taken round by round before the
median is. The main process knows no Django: whatever needs it runs in a process of its own (`child`).
"""
