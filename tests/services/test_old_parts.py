"""smoke"""
from tests.shopfloor import Shopfloor
from tests.ways import old_parts, scrap_batches
def test_ways(shop: Shopfloor) -> None:
    for m,k in ((old_parts,"old_parts"),(scrap_batches,"scrap_batches")):
        for s,w in m.WAYS.items():
            print(k,s)
            assert shop.state(k,w(shop))==s.partition("/")[0],s
