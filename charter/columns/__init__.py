"""Facts and verdicts as numpy columns: the currency between store, rules, reports and window.

Why: a million contacts are judged by loops over norms, never over contacts. Refuses to know a database, a clock, a
language or a rule. Plain arrays and tuples of names only, so that everything here can be pickled and compared.
Instants are int64 UTC microseconds with `NO_TIME` for "not there"; durations int64 microseconds with -1 for "not
there"; days int32 local days since 1970-01-01 with `NO_DAY`. Codes are the numbers of the vocabularies in
`charter.contact`; -1 never occurs in them. Names are int32 positions in the tuples of `Names`, where 0 is "".
"""

from charter.columns.arrays import NO_DAY, NO_TIME, Days, Instants, Ints, Mask, Rows, Strings, distinct
from charter.columns.by_hand import Act, ByHand
from charter.columns.contacts import Contacts, Fact, Flag
from charter.columns.events import Events, Names
from charter.columns.sparse import Attempts, Excuses, Moments, Numbers, Suspensions, Visits
from charter.columns.verdicts import Verdict, Verdicts

__all__ = [
    "NO_DAY",
    "NO_TIME",
    "Act",
    "Attempts",
    "ByHand",
    "Contacts",
    "Days",
    "Events",
    "Excuses",
    "Fact",
    "Flag",
    "Instants",
    "Ints",
    "Mask",
    "Moments",
    "Names",
    "Numbers",
    "Rows",
    "Strings",
    "Suspensions",
    "Verdict",
    "Verdicts",
    "Visits",
    "distinct",
]
