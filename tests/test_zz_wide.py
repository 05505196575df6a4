import sys; sys.path.insert(0,"/work/main")
import pytest
from collections import Counter
from hypothesis import given, settings, HealthCheck
from .strategies import documents
from .test_document import through_the_database
from programmes.document import to_json
from programmes.reading import read_json
C=Counter()
@settings(max_examples=int(__import__("os").environ.get("N","400")),deadline=None,database=None,suppress_health_check=list(HealthCheck))
@given(documents())
@pytest.mark.django_db
def test_wide(d):
    ms=list(d.every_measure()); ss=list(d.every_section())
    C["docs"]+=1; C["measures"]+=len(ms); C["sections"]+=len(ss); C["tables"]+=sum(1 for s,_ in ss if s.table); C["deep"]+=max([x for _,x in ss],default=0)>=4
    C["strat"]+=sum(len(m.strategies) for m in ms); C["bl"]+=sum(len(m.budget_lines) for m in ms); C["notes"]+=sum(len(s.notes) for s,_ in ss); C["steps"]+=len(d.steps); C["guid"]+=bool(d.guidelines); C["bytes"]+=len(to_json(d))
    C["empty"]+= not ss
    assert read_json(to_json(d))==d
    assert to_json(through_the_database(d))==to_json(d)
def test_print(): print(C)
