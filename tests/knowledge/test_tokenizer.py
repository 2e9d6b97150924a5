import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.lexicon import lexicon_from
from knowledge.tokenizer import Tokenizer, bigrams
from tests.knowledge.bank import BANK, lexicon


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    texts = [text for one in BANK for text in (one.question, *one.similar, one.answer)]
    return Tokenizer(lexicon(), texts=texts, names=["区人力资源和社会保障局", "甲", "某" * 50])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("社保卡丢了咋补办", ("社会保障卡", "遗失", "怎么", "补领")),
        ("個稅咋算", ("个人所得税", "怎么", "算")),
        ("娃儿上户口", ("孩子", "出生登记")),
        ("汽车检测在哪", ("机动车", "检测", "哪里")),
        ("区人力资源和社会保障局", ("区人力资源和社会保障局",)),
        ("Windows 11", ("windows", "11")),
        ("", ()),
    ],
)
def test_text_is_cut_into_official_words(tokenizer: Tokenizer, text: str, words: tuple[str, ...]) -> None:
    assert tokenizer.cut(text) == words


def test_stop_words_say_nothing(tokenizer: Tokenizer) -> None:
    assert tokenizer.telling(tokenizer.cut("我的社保卡怎么了")) == {"社会保障卡"}


def test_policy_names_are_learnt_from_the_text() -> None:
    plain = Tokenizer(lexicon_from()[0], texts=["按照《某区稳岗十条》办理"])
    assert plain.cut("某区稳岗十条有哪些")[0] == "某区稳岗十条"


def test_related_words_and_variants_come_from_the_lexicon(tokenizer: Tokenizer) -> None:
    assert "补领" in tokenizer.related("遗失")
    assert tokenizer.related("没有这个词") == {}
    assert tokenizer.variants({"个人所得税"})["个税"] == "个人所得税"


def test_a_tokenizer_learns_the_words_of_further_texts_and_stays_as_it_was() -> None:
    plain = Tokenizer(lexicon_from()[0], texts=["社会"])
    learnt = plain.learning(["图书馆开放"])
    assert learnt.cut("图书馆开放") == ("图书馆", "开放")
    assert plain.cut("图书馆") != ("图书馆",)
    assert learnt.learning(["图书馆"]) is learnt


def test_common_words_and_letters_tell_less(tokenizer: Tokenizer) -> None:
    assert 0 < tokenizer.tells("怎么") < tokenizer.tells("津贴") < tokenizer.tells("没有这个词") == 1
    assert 0 <= tokenizer.letter_tells("的") < tokenizer.letter_tells("贴") <= 1
    assert tokenizer.letter_tells("\U00020000") == 1


def test_what_is_told_keeps_its_order_and_repeats(tokenizer: Tokenizer) -> None:
    assert tokenizer.told(("补领", "的", "社会保障卡", "补领")) == ("补领", "社会保障卡", "补领")


def test_long_words_of_the_office_have_parts(tokenizer: Tokenizer) -> None:
    assert tokenizer.parts("没有这个词") == ()
    assert set(tokenizer.parts("社会保障卡")) <= {"社会", "保障", "社会保障"} != set()


@pytest.mark.parametrize(("text", "pairs"), [("社保卡", ("社保", "保卡")), ("卡", ("卡",)), ("", ())])
def test_pairs_are_neighbours(text: str, pairs: tuple[str, ...]) -> None:
    assert bigrams(text) == pairs


def test_cutting_says_nothing_warns_nothing_and_writes_nothing(tmp_path: Path) -> None:
    code = (
        "from knowledge.lexicon import lexicon_from; from knowledge.tokenizer import Tokenizer; "
        "print(*Tokenizer(lexicon_from()[0], texts=['社会保险']).cut('社会保险费'))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={"TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stdout.decode().split() == ["社会保险", "费"]
    assert done.stderr == b""
    assert list(tmp_path.iterdir()) == []
