"""Names in two scripts, learnt from brackets: 布林肯(Antony Blinken)."""

from indexer.names.evidence import name_evidence
from indexer.names.groups import NameGroup
from indexer.names.learn import learn_names
from indexer.names.salience import salient

__all__ = ["NameGroup", "learn_names", "name_evidence", "salient"]
