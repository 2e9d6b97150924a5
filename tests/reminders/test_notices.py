import pytest

from reminders.notices import Audience, AudienceKind, audience_from
from reminders.parsing import ParseError

UNITS = ("区司法局", "上党经开区")
GROUPS = ("乡镇", "街道", "区直部门")


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("全体联络员", Audience(kind=AudienceKind.LIAISONS)),
        (" 所有联络员 ", Audience(kind=AudienceKind.LIAISONS)),
        ("联络员", Audience(kind=AudienceKind.LIAISONS)),
        ("群众", Audience(kind=AudienceKind.CITIZENS)),
        ("全体市民", Audience(kind=AudienceKind.CITIZENS)),
        ("乡镇", Audience(kind=AudienceKind.GROUP, name="乡镇")),
        ("各乡镇", Audience(kind=AudienceKind.GROUP, name="乡镇")),
        ("区直部门联络员", Audience(kind=AudienceKind.GROUP, name="区直部门")),
        ("区司法局", Audience(kind=AudienceKind.UNIT, name="区司法局")),
        ("区司法局联络员", Audience(kind=AudienceKind.UNIT, name="区司法局")),
    ],
)
def test_an_audience_is_read_as_people_say_it(text: str, audience: Audience) -> None:
    assert audience_from(text, units=UNITS, groups=GROUPS) == audience


@pytest.mark.parametrize("text", ["", "全体", "区税务局", "大家"])
def test_an_unknown_audience_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="没有找到"):
        audience_from(text, units=UNITS, groups=GROUPS)
