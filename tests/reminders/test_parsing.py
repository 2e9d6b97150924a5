import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import narrow, without_spaces
from reminders.parsing import BREAK, END, NUMBER, TEXT, Cursor, Lexer, ParseError
from reminders.timewords import LEXER, SAID, WORDS

LEXER_OF_FRUIT = Lexer({"苹果": "fruit", "苹果树": "tree", "（": "bracket", "(": "bracket", "一次": "times"})


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in LEXER_OF_FRUIT.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ", []),
        ("苹果", [("fruit", "苹果")]),
        ("苹果树上", [("tree", "苹果树"), (TEXT, "上")]),
        ("苹 果\n树", [("tree", "苹果树")]),
        ("苹果\n苹果", [("fruit", "苹果"), (BREAK, "\n"), ("fruit", "苹果")]),
        ("（苹果", [("bracket", "("), ("fruit", "苹果")]),
        ("１２个 苹果", [(NUMBER, "12"), (TEXT, "个"), ("fruit", "苹果")]),
        ("1 2", [(NUMBER, "1"), (NUMBER, "2")]),
        ("廿五", [(NUMBER, "廿五")]),
        ("一次二次", [("times", "一次"), (NUMBER, "二"), (TEXT, "次")]),
        ("十十", [(TEXT, "十十")]),
        ("9" * 5000, [(TEXT, "9" * 5000)]),
    ],
)
def test_a_phrase_is_cut_into_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_a_number_has_its_value_and_a_token_its_place() -> None:
    (number, fruit) = LEXER_OF_FRUIT.read("  二〇二二 苹\n果 ")
    assert (number.value, number.start, number.end) == (2022, 2, 6)
    assert (fruit.start, fruit.end) == (7, 10)


@given(st.one_of(st.text(), st.lists(st.sampled_from([*sorted(WORDS), " ", "\n", "12", "完"])).map("".join)))
def test_nothing_but_white_space_is_left_out(text: str) -> None:
    tokens = LEXER.read(text)
    assert without_spaces("".join(token.text for token in tokens)) == without_spaces(narrow(text))
    places = [place for token in tokens for place in (token.start, token.end)]
    assert places == sorted(places)
    for token in tokens:
        assert token.kind == BREAK or without_spaces(narrow(text[token.start : token.end])) == token.text


def test_no_word_is_of_two_kinds() -> None:
    said = [word for line in SAID.values() for word in line.split()]
    assert sorted(said) == sorted(set(said))


def test_a_cursor_steps_over_words_and_the_line_breaks_before_them() -> None:
    text = "3\n苹果"
    cursor = Cursor(text, LEXER_OF_FRUIT.read(text))
    assert cursor.here.kind == NUMBER
    assert cursor.sees(NUMBER, "fruit", END)
    assert not cursor.sees("fruit")
    assert cursor.accept("fruit") is None
    assert cursor.accept(NUMBER, "fruit") == cursor.tokens[0]
    assert cursor.here.kind == BREAK
    assert cursor.peek().kind == "fruit"
    assert cursor.accept("fruit") == cursor.tokens[2]
    assert (cursor.here.kind, cursor.peek(3).kind) == (END, END)
    assert cursor.accept("fruit") is None


def test_a_refusal_knows_the_phrase_and_the_place() -> None:
    cursor = Cursor("上苹果", LEXER_OF_FRUIT.read("上苹果"))
    cursor.at = 1
    here, there = cursor.refusal("不对"), cursor.refusal("不对", at=0)
    assert isinstance(here, ParseError)
    assert (here.reason, here.text, here.at, str(here)) == ("不对", "上苹果", 1, "不对")
    assert there.at == 0
