import pytest

from knowledge.homophones import Homophones

SOUNDS = Homophones(
    {
        "公积金": "住房公积金",
        "住房公积金": "住房公积金",
        "居住证": "居住证",
        "居主正": "居住证",
        "津贴": "津贴",
        "生育津贴": "生育津贴",
        "权力": "权力",
        "权利": "权利",
        "app": "app",
        "证": "证",
    }
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("工积金提取", "住房公积金提取"),
        ("公积金提取", "公积金提取"),
        ("居注镇怎么办", "居住证怎么办"),
        ("生意金贴", "生意津贴"),
        ("身育金贴多少", "生育津贴多少"),
        ("全力", "全力"),
        ("app下载", "app下载"),
        ("", ""),
    ],
)
def test_a_word_typed_by_sound_is_understood(typed: str, meant: str) -> None:
    assert SOUNDS.corrected(typed) == meant
