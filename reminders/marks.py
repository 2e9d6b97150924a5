"""The words around the names in a 责任单位 cell: labels, marks, remarks, numbers of a list.

The groups `lead`, `support` and `responsible` are called as the parts of `units.Part` are.
"""

from __future__ import annotations

from knowledge.patterns import regex
from knowledge.text import NUMERALS
from reminders.names import GROUP, STARTS

_PART = r"(?P<part>牵头|主办|主责|配合|协办|协助|参与|责任|承办|落实)"
_UNIT = r"(?:责任)?(?:单位|部门|科室)"
LABEL = regex(rf"{_PART}{_UNIT}(?:\s*:|(?={STARTS}))")
OPENING = regex(rf"{_PART}(?:\s*:|{_UNIT}\s+(?=[^\s、,;]))")
_HOW = (
    r"(?:(?:按照?|依据?|依照|根据|结合)(?:各自)?(?:工作)?(?:职责分工|职能分工|任务分工|职责|职能|分工|要求|规定)|"
    r"分工|共同|联合|分别|具体|积极|密切|主动|统一|认真|协同|全力|总)*"
)
_DOING = r"制定|起草|推进|实施|落实|抓好|抓|做好|完成|办理|组织|负责|执行"
MARK = regex(
    rf"{_HOW}(?:"
    rf"(?P<lead>(?:负责|作为|为|是)?(?:牵头|主办|主责)(?:{_UNIT})?(?:{_DOING}|协调|统筹|抓总|汇总)*)|"
    rf"(?P<support>(?:作为|为|是)?(?:配合|协助|协办|协同|参与|支持)(?:{_UNIT}|工作)?(?:{_DOING})*)|"
    rf"(?P<responsible>(?:作为|为|是)责任(?:单位|部门)|各负其责|(?:按照?|依据?|根据)(?:各自)?职[责能]分工|"
    rf"(?:负责|落实|承办|组织实施|实施|推进|抓好|完成|办理|执行)(?:{_DOING})*)"
    rf")(?=$|[\s、,;/|。.()]|由|会同|联合|{STARTS})"
)
FIRST_LEADS = regex(
    r"(?:注:?\s*)?(?:排列|排名|列|排)?在?(?:第一|首)[位个]?的?(?:责任)?(?:单位|部门)?[为是]?牵头(?:责任)?(?:单位|部门)?"
    r"(?:[、,;](?:其余|其他|其它)的?(?:单位|部门)?[为是]?(?:配合|协办|责任)(?:单位|部门)?)?(?=$|[\s、,;。.:()])"
)
WITH = regex(rf"(?P<lead>会同|联合(?=\s*(?:{STARTS}|{GROUP})))")
ITEM = regex(rf"\((?:\d{{1,2}}|[{NUMERALS}]{{1,3}})\)|\d{{1,2}}[.、](?!\d)|[\u2460-\u2473]")
CHINESE_ITEM = regex(rf"[{NUMERALS}]{{1,3}}、")
SEVERAL = regex(rf"(?:(?P<count>\d+|[{NUMERALS}]+)[个家]?)?(?:部门|单位|科室|机构)?")
AMONG = regex(rf"{GROUP}|职能|责任|成员|行业|主管")
