from charter.store import leases

SECOND = 1_000_000


def test_a_source_is_held_by_one_owner_until_the_lease_ends(store):
    with store.write() as connection:
        assert leases.take(connection, "mail", "pc1", 0, 60) == "pc1"
        assert leases.take(connection, "mail", "pc2", 59 * SECOND, 60) == "pc1"
        assert leases.take(connection, "phone", "pc2", 0, 60) == "pc2"
        assert leases.take(connection, "mail", "pc2", 60 * SECOND, 60) == "pc2"


def test_the_owner_may_prolong_and_give_back(store):
    with store.write() as connection:
        leases.take(connection, "mail", "pc1", 0, 60)
        assert leases.take(connection, "mail", "pc1", 50 * SECOND, 60) == "pc1"
        leases.release(connection, "mail", "pc2")
        assert leases.holder_of(connection, "mail", 100 * SECOND) == "pc1"
        leases.release(connection, "mail", "pc1")
        assert leases.holder_of(connection, "mail", 100 * SECOND) == ""
