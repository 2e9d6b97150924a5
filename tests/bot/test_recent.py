from bot.channels.recent import Recent


def test_the_newest_stay_and_a_key_set_anew_is_the_newest() -> None:
    kept = Recent[str, int](2)
    kept["a"], kept["b"] = 1, 2
    kept["a"] = 3
    kept["c"] = 4
    assert list(kept.items()) == [("a", 3), ("c", 4)]
    assert kept.pop("a") == 3
    kept["d"] = 5
    assert list(kept) == ["c", "d"]
