"""How a message is read before the bank is asked: its questions, what a letter asks, what leans on the last answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.referrals import demand, small_talk
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CHARACTERS = 4000
"""So much of a message is read: as much as a channel takes."""
MOST_QUESTIONS = 5
MOST_ASKED = 500
"""A question stands within so many characters, and a pasted document must not hold up the others."""
LETTER_FROM = 80
"""A message of so many characters tells a story, and only what it asks is looked up."""

_SHORTEST_TOPIC = 2
_LONGEST_LEANING = 20
_FURTHEST_BACK = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a person asked last and the entry that answered it, empty when entries were only offered (上一问)."""

    question: str
    entry_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a message, and the clauses that a letter told before it, nearest first."""

    text: str
    told: tuple[str, ...] = ()


_ITEM = regex(
    r"[（(][\d一二三四五六七八九十]{1,2}[)）]|"
    r"(?:^|(?<=[\s，,。；;？?！!:：]))(?:\d{1,2}[、.．)）](?!\d)|[一二三四五六七八九十]、|"
    r"第[一二三四五六七八九十][，、,:：])\s*"
)
_ENDS = regex(
    r"(?<=[？?！!。；;\n])|"
    r"[，, ]{0,2}(?=(?:还有|另外|顺便|再问|再一个|再就是)(?!.{0,2}(?:规定|情况|条件)))"
)
_CLAUSE = regex(r"(?<=[，,？?！!。；;\s])")
_ASKING = regex(
    r"[？?]|吗|谁|呢|咋|怎|什么|啥|哪|多少|多久|多长|多大|几|如何|是否|为何|何时|(.)不\1|有没有|有无|行不|"
    r"可以不|能不(?:能)?|点样|点解|几多"
)
_LETTER_ASKS = regex(
    r"[？?]\s*$|(?:吗|么|呢)[。！!\s]*$|"
    r"(?:请问|想问|请教|咨询|想知道|想了解|(?<!都)(?<!也)(?:不知道|不清楚|不晓得|不懂|弄不明白)|问一下|问问).*?"
    r"(?:吗|谁|呢|咋|怎|什么|啥|哪|多少|多久|多长|几|如何|是否|(.)不\1|有没有|还是)|"
    r"(?:怎么|咋|如何)(?:办|申请|领|弄|处理|补|交|算|走)|能不能|可不可以|是不是|要不要|该不该|行不行|合不合|"
    r"可否|能否|是否(?:可以|能|应|需|有)"
)
_LEAD_IN = regex(
    r"^.*?(?:请问|想问|请教|咨询|想知道|想了解|问一下|问问)(?:一下子?|下|您|你|领导|大家|各位|几个问题|个问题|"
    r"个事)*[，,:：]*"
)
_INTRODUCTION = regex(
    r"尊敬的|敬爱的|领导|您好|你好|打扰|我(?:的名字)?叫|我姓|本人(?:叫|姓|系|是)|家住|住在|住址|"
    r"我是.{0,12}(?:人|村民|居民|农民|业主|市民|家长|群众|员工)$|"
    r"今年.{1,6}岁|身份证号|联系电话|电话[是:：]|此致|敬礼|麻烦|谢谢|感谢|盼复|望回复|百忙"
)
_ASPECTS = regex(
    r"请问|不知道|不清楚|不晓得|知道|问题|那么|那|这个|这种|这样|这些|它|如果|要是|的话|还要|还有|另外|顺便|"
    r"再问|然后|一般|大概|具体|到底|究竟|最[多少晚快早迟长短低高]|一共|总共|需不需要|需要|要不要|能不能|"
    r"可不可以|用不用|该不该|是不是|有没有|会不会|是否|必须|应该|可以|能否|可否|一定|什么时候|啥时候|何时|时候|"
    r"有效期|时间|期限|时限|出?结果|多久|多长|多少|几个|几天|几年|几号|几点|几次|几月|几[个天年月号点]?|哪里|哪儿|哪些|哪个|哪|"
    r"何处|什么|怎么样|怎么|怎样|如何|咋样|咋个|咋|啥子|啥|为什么|为啥|凭什么|谁|好久|好多|材料|资料|手续|证件|"
    r"条件|流程|步骤|程序|标准|电话|号码|地址|地点|窗口|部门|网点|费用|收费|手续费|免费|工本费|价格|金额|资格|"
    r"要求|对象|范围|本人|亲自|自己|别人|代办|代|帮忙|委托|网上|线上|手机|现场|预约|周末|今天|明天|现在|马上|"
    r"以后|之后|每个?月|每年|一个?月|一年|一次|一天|工作日|个月|投诉|举报|反映|处理|解决|维权|办理|办好|办完|"
    r"办成|申请|申领|领取|领到|下来|出来|到账|发放|没有|我们|你们|手续费|赔(?!偿)|办(?!证|公)|领(?!养|导)|交(?!通|警|"
    r"管)|缴|带(?!薪)|拿|取(?!暖|保)|去|到|在(?!校|职|建)|找|给|用(?!电|水|工|人|地)|查(?!封)|跑|等(?!级)|"
    r"批(?!发)|发(?!票|展|明)|有(?!限)|没(?!收)|能(?!源)|行(?!车|驶|政|人|业)|会(?!计)|该|要|得|是|不(?!动产|"
    r"孕)|可|也|都|还(?!款|贷|债)|就|再(?!婚)|又|我|你|您|咱|俺|天(?!气|然)|元|的|了|吗|嘛|呢|吧|么|和|或|"
    r"跟|与|里|上(?!学|户|岗)|下(?!岗|乡)|个(?!体|税)|一(?!孩|胎)|多(?!胎|孩)"
)
_LEANS = regex(r"^(?:那|这个|这种|它|如果|要是|还|也|换成|比如)|呢$")


def questions_in(message: str) -> tuple[Asked, ...]:
    """The questions of a message, in order; it is parted only where both sides ask about something of their own.

    A numbered list is parted at its numbers. Greetings, thanks and abuse beside a question are left out. Of a letter
    there remains what it asks and demands.
    """
    if len(message) >= LETTER_FROM and (asked := _asked_in(message)):
        return asked
    parts: list[str] = []
    for item in _ITEM.split(message):
        pieces = _parts(item)
        if len(parts) == 1 and not _asks_of_its_own(parts[0]):
            pieces[0] = parts.pop() + pieces[0]
        parts += pieces
    return tuple(Asked(text=part) for part in map(str.strip, parts) if part) or (Asked(text=message),)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for piece in _ENDS.split(text):
        if piece != text and not _ASKING.search(piece) and small_talk(normal(piece)):
            continue
        if parts and not (_asks_of_its_own(piece) and _asks_of_its_own(parts[-1])):
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts or [text]


def halves(question: str) -> tuple[str, ...]:
    """The clauses of a question that each ask, with what is said before them; nothing when it cannot be parted."""
    found: list[str] = []
    ahead = ""
    for clause in _CLAUSE.split(question):
        ahead += clause
        if _ASKING.search(clause):
            found.append(ahead.strip("，,、。 \n"))
            ahead = ""
    return tuple(found) if 1 < len(found) <= MOST_QUESTIONS + 1 else ()


def _asked_in(letter: str) -> tuple[Asked, ...]:
    """What a letter asks, and what it demands first; nothing when it only tells."""
    asked: list[Asked] = []
    told: list[str] = []
    demanding = False
    for sentence in _ENDS.split(_ITEM.sub("\n", letter)):
        clauses = [clause for clause in _CLAUSE.split(sentence) if clause.strip()]
        if _LETTER_ASKS.search(sentence):
            start, question = _question_of(clauses)
            told += clauses[:start]
            if asked and says_too_little(question):
                asked[-1] = replace(asked[-1], text=asked[-1].text + question)
            else:
                asked.append(Asked(text=question, told=_near(told)))
        elif demand(normal(sentence)) and not demanding:
            asked.append(Asked(text=sentence.strip()))
            demanding = True
        else:
            told += clauses
    return tuple(asked)


def _question_of(clauses: Sequence[str]) -> tuple[int, str]:
    """The asking clauses of a sentence, without what leads up to them, and the place of the first."""
    asking = [place for place, clause in enumerate(clauses) if _ASKING.search(clause)] or [len(clauses) - 1]
    leading = [place for place, clause in enumerate(clauses[: asking[-1] + 1]) if _LEAD_IN.search(clause)]
    start = leading[-1] if leading else asking[0]
    while not leading and start and says_too_little("".join(clauses[start:])):
        start -= 1
    return start, _LEAD_IN.sub("", "".join(clauses[start : asking[-1] + 1])).strip("，, \n")


def _near(told: Sequence[str]) -> tuple[str, ...]:
    """The last clauses that were told, nearest first, without who writes and how politely."""
    plain = (clause.strip("，,。；; \n") for clause in reversed(told))
    return tuple(clause for clause in plain if not _INTRODUCTION.search(clause))[:_FURTHEST_BACK]


def topic_of(question: str) -> str:
    """What a question is about: its words without those that ask (多少钱, 在哪办, 要带什么材料)."""
    return _ASPECTS.sub("", normal(question))


def says_too_little(question: str) -> bool:
    """Whether a question can only be read with the one before it (那要带什么材料？)."""
    return len(topic_of(question)) < _SHORTEST_TOPIC


def leans(question: str) -> bool:
    """Whether a question seems to go on from the one before it, though it names a matter (那农村户口呢？)."""
    plain = normal(question)
    return len(plain) <= _LONGEST_LEANING and bool(_LEANS.search(plain))


def stand_alone(questions: tuple[str, ...]) -> bool:
    """Whether each of them asks about something of its own."""
    return all(map(_asks_of_its_own, questions))


def _asks_of_its_own(piece: str) -> bool:
    return bool(_ASKING.search(piece)) and not says_too_little(piece)
