from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.documents import UnreadableError
from knowledge.readers import Limits, read
from knowledge.readers.compound import container
from tests.knowledge.office import (
    biff,
    label,
    merged,
    ods,
    p,
    real,
    record,
    relations,
    small_container,
    tbl,
    tr,
    word,
    xlsx,
    zipped,
)

if TYPE_CHECKING:
    import random

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
BOOK = biff(
    record(0x0200, struct.pack("<IIHHH", 0, 3, 0, 2, 0)),
    label(0, 0, "序号"),
    label(0, 1, "任务"),
    real(1, 0, 1.0),
    label(1, 1, "政策"),
    label(2, 0, "合并"),
    merged((2, 2, 0, 1)),
)
WORD = word(p("标题") + tbl(tr("a", "b")))
XLSX = xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>', shared="<si><t>文</t></si>")
ODS = ods('<t:table t:name="表"><t:table-row><t:table-cell><x:p>a</x:p></t:table-cell></t:table-row></t:table>')


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("空.docx", b"", "文件是空的"),
        ("空.txt", b" \r\n\t", "文件是空的"),
        ("大.txt", b"1" * 2_000_000, "文件有 1.9 MB，超过 1 MB"),
        ("表.pdf", b"%PDF-1.7\n", "这是 PDF"),
        ("表.docx", b"%PDF-1.7\n", "这是 PDF"),
        ("表.rtf", b"{\\rtf1", "RTF"),
        ("图.png", b"\x89PNG\r\n", "这是图片"),
        ("图.docx", b"\xff\xd8\xff\xe0", "这是图片"),
        ("包.rar", b"Rar!\x1a\x07", "这是压缩包"),
        ("包.zip", zipped({"a.txt": "甲"}), "这是压缩包"),
        ("包.zip", zipped({}), "这是压缩包"),
        ("演示.pptx", zipped({"ppt/presentation.xml": "<a/>"}), "演示文稿"),
        ("文.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), ".odt"),
        ("表.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页格式"),
        ("表.xls", b'\xef\xbb\xbf\n<?xml version="1.0"?><Workbook/>', "网页格式"),
        ("表.doc", b"plain", "旧格式的文字文件"),
        ("表.wps", b"plain", "旧格式的文字文件"),
        ("表.docx", b"plain", "文件内容不是 .docx 格式"),
        ("表.et", b"plain", "文件内容不是 .et 格式"),
        ("程序.exe", b"MZ", "认不出这种文件（程序.exe）"),
        ("表.doc", small_container([("WordDocument", b"x")]), "旧格式的文字文件"),
        ("表.docx", small_container([("EncryptionInfo", b"x"), ("EncryptedPackage", b"x" * 5000)]), "加了密码"),
        ("表.ppt", small_container([("PowerPoint Document", b"x")]), "旧格式的文件"),
        ("表.xls", OLE, "已损坏"),
        ("表.xls", OLE + b"\0" * 600, "已损坏"),
        ("表.docx", b"PK\x03\x04 and nothing more", "已损坏"),
        ("表.docx", WORD[:-30], "已损坏"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        read(name, data, limits=Limits(file_bytes=1024 * 1024))


@pytest.mark.parametrize(
    ("name", "data"),
    [("表.xlsx", WORD), ("表.doc", ODS), ("没有扩展名", XLSX), ("表.docx", container("Workbook", BOOK))],
)
def test_the_content_decides_and_not_the_name(name: str, data: bytes) -> None:
    assert len(read(name, data).tables) == 1


@pytest.mark.parametrize(
    "data",
    [
        zipped({"word/document.xml": b"\0" * 100_000_000}),
        zipped({"xl/worksheets/sheet1.xml": b" " * 100_000_000}),
        zipped({"content.xml": b" " * 40_000_000}),
        zipped({f"word/media/{number}.bin": b"\0" * 3_000_000 for number in range(40)}),
    ],
    ids=["word", "excel", "open-document", "pictures"],
)
def test_a_zip_bomb_is_refused_at_once_and_in_little_memory(data: bytes) -> None:
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(UnreadableError, match="大得不正常"):
        read("表.docx", data)
    took = time.perf_counter() - start
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 0.5
    assert peak < 8_000_000


def test_a_directory_that_lies_about_a_bomb_is_a_broken_file() -> None:
    data = bytearray(zipped({"word/document.xml": b" " * 5_000_000}))
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", data, data.index(signature) + place, 100)
    with pytest.raises(UnreadableError, match="已损坏"):
        read("表.docx", bytes(data))


def test_the_ratio_counts_only_beyond_what_does_no_harm() -> None:
    body = p("长" * 1_000_000)
    assert len(word(body)) < 10_000
    assert len(read("表.docx", word(body)).paragraphs[0]) == 1_000_000
    with pytest.raises(UnreadableError, match="大得不正常"):
        read("表.docx", word(body * 3))


def test_a_zip_of_too_many_parts_is_refused() -> None:
    data = zipped({f"word/{number}.xml": "" for number in range(30)})
    with pytest.raises(UnreadableError, match="部件超过 20 个"):
        read("表.docx", data, limits=Limits(parts=20))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_office_never_uses_is_refused(packing: int) -> None:
    with pytest.raises(UnreadableError, match="已损坏"):
        read("表.docx", zipped({"word/document.xml": "<a/>"}, packing))


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(WORD)
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.index(signature)
        data[at + place] |= 1
    with pytest.raises(UnreadableError, match="加了密码"):
        read("表.docx", bytes(data))


ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


@pytest.mark.parametrize(
    "part",
    [
        ENTITY.encode(),
        b"\xef\xbb\xbf<?xml version='1.0'?>" + ENTITY.encode(),
        b"<!-- x -->" + ENTITY.encode(),
        ENTITY.encode("utf-16"),
        ENTITY.encode("utf-16-be"),
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b"<?xml version='1.0' encoding = 'gb18030'?><a/>",
    ],
)
@pytest.mark.parametrize(
    "path", ["word/document.xml", "xl/sharedStrings.xml", "content.xml", "word/_rels/document.xml.rels"]
)
def test_entities_and_whatever_could_hide_them_are_refused(path: str, part: bytes) -> None:
    with pytest.raises(UnreadableError, match="实体声明") as raised:
        read("表.docx", zipped({path: part}))
    assert "etc" not in str(raised.value)


def test_the_usual_encodings_are_let_in() -> None:
    part = b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><d><body><p><t>a</t></p></body></d>'
    assert read("表.docx", zipped({"word/document.xml": part})).paragraphs == ("a",)


GRID = [["序号", "任务"], ["1", "政策"], ["合并", "合并"]]


@pytest.mark.parametrize(
    "data",
    [
        container("Workbook", BOOK),
        container("Workbook", BOOK.ljust(6_000_000, b"\0")),
        small_container([("Workbook", BOOK)]),
        small_container([("SummaryInformation", b"x" * 200), ("Workbook", BOOK), ("更多", b"")]),
        small_container([("Workbook", BOOK.ljust(9000, b"\0"))], difat=True),
    ],
    ids=["large sectors", "several tables", "small stream", "among others", "table in two places"],
)
def test_an_old_workbook_is_read(data: bytes) -> None:
    (table,) = read("旧.xls", data).tables
    assert table.name == "工作表“旧表”"
    assert [[cell.text for cell in row.cells] for row in table.rows] == GRID
    assert table.rows[2].cells[1].merged_left


def overlapping() -> bytes:
    """Two sheets, one inside the other: taking the size out of the second shows one in the first."""
    first = struct.pack("<HH", 1, 0x0200) + bytes(2) + record(0x000A).ljust(510, b"\0")
    first += b"\x0b" + struct.pack("<HH", 0x0200, 0) + b"\0" + record(0x000A)
    sheets = [struct.pack("<IHBB", place, 0, 1, 0) + name for place, name in ((0, b"a"), (0, b"b"))]
    start = sum(len(record(0x0085, sheet)) for sheet in sheets) + 4
    sheets = [struct.pack("<IHBB", start + at, 0, 1, 0) + name for at, name in ((0, b"a"), (2, b"b"))]
    return b"".join(record(0x0085, sheet) for sheet in sheets) + record(0x000A) + first


OVERLAPPING = overlapping()
MANY = record(0x00BD, struct.pack("<HHHIHIH", 0, 0, 0, 0, 0, 0, 9))


@pytest.mark.parametrize(
    ("stream", "says"),
    [
        (biff(label(0, 0, "a"), label(60000, 200, "b")), "超过 1000 个单元格"),
        (biff(MANY, label(200, 0, "a")), "超过 1000 个单元格"),
        (biff(label(500, 2, "a"), record(0x0006, bytes(4)), record(0x0207, b"a")), "超过 1000 个单元格"),
        (biff(*[record(0x0208)] * 11_000), "超过 1000 个单元格"),
        (biff(record(0x0203, b"\0")), "已损坏"),
        (biff(globals_=record(0x00FC, struct.pack("<II", 1, 0x7FFFFFFF))), "已损坏"),
        (biff(globals_=record(0x0085, struct.pack("<IHBB", 0x7FFFFFFF, 0, 1, 0) + b"a")), "已损坏"),
        (biff(globals_=record(0x002F, b"\1\0")), "加了密码"),
        (b"\x09\x08\x10", "已损坏"),
        (b"", "已损坏"),
        (OVERLAPPING, "已损坏"),
    ],
    ids=[
        "far apart", "many numbers", "formula", "records", "short record", "texts", "sheet elsewhere", "password",
        "cut off", "empty", "overlapping sheets",
    ],
)  # fmt: skip
def test_an_old_workbook_that_claims_too_much_is_refused(stream: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        read("旧.xls", container("Workbook", stream), limits=Limits(cells=1000))


@pytest.mark.parametrize(
    "size",
    [
        struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0),
        struct.pack("<IIHHH", 9, 1, 9, 1, 0),
        struct.pack("<HHHHH", 0, 0xFFFF, 0, 0xFFFF, 0),
    ],
)
def test_the_size_that_an_old_sheet_claims_makes_no_room(size: bytes) -> None:
    stream = biff(record(0x0200, size), label(0, 0, "甲"))
    (table,) = read("旧.xls", container("Workbook", stream), limits=Limits(cells=1)).tables
    assert table.rows[0].cells[0].text == "甲"


def patched(data: bytes, place: int, number: int, form: str = "<I") -> bytes:
    whole = bytearray(data)
    struct.pack_into(form, whole, place, number)
    return bytes(whole)


SPLIT = small_container([("Workbook", BOOK)], difat=True)
"""Its last sector is the table, the one before that says where more of the table stands."""
TABLE_AT = len(SPLIT) // 512 - 3


@pytest.mark.parametrize(
    "data",
    [
        patched(small_container([("Workbook", BOOK)]), 30, 31, "<H"),
        patched(small_container([("Workbook", BOOK)]), 32, 5, "<H"),
        patched(small_container([("Workbook", BOOK)]), 48, 0x00FFFFFF),
        patched(small_container([("Workbook", BOOK)]), 60, 0xFFFFFFFF),
        patched(small_container([("Workbook", BOOK)]), 68, 0x00FFFFFF),
        small_container([("Workbook", BOOK)])
        .replace(b"R\0o\0o\0t\0", b"B\0o\0o\0t\0")
        .replace(b"\x16\0\5\1", b"\x16\0\3\1"),
        patched(container("Workbook", BOOK), 4096 + 12, 3),
        patched(patched(SPLIT, len(SPLIT) - 1024, 0), len(SPLIT) - 516, TABLE_AT),
    ],
    ids=["sector size", "small size", "directory", "small table", "more table", "no root", "a loop", "endless table"],
)
def test_a_container_that_makes_no_sense_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="已损坏"):
        read("旧.xls", data)


def test_a_container_whose_table_goes_round_is_read_as_far_as_it_goes() -> None:
    assert len(read("旧.xls", patched(SPLIT, len(SPLIT) - 516, TABLE_AT)).tables) == 1


NAMES = st.sampled_from(["表.docx", "表.xlsx", "表.xls", "表.ods", "表.csv", "表.md", "表.txt", "表", "表.bin"])
HEADS = st.sampled_from([b"", b"PK\x03\x04", OLE, b"\xff\xfe", b"\xef\xbb\xbf", b"|", b"\t", b"<"])


def attempt(name: str, data: bytes) -> None:
    """Read the file; any other error than the one that says so in Chinese fails the test."""
    try:
        document = read(name, data, limits=Limits(cells=5000))
    except UnreadableError as error:
        said = str(error)
    else:
        said = document.name
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said)


@given(NAMES, HEADS, st.binary(max_size=400))
def test_any_bytes_under_any_name_are_a_document_or_refused(name: str, head: bytes, tail: bytes) -> None:
    attempt(name, head + tail)


@given(NAMES, st.text(max_size=200))
@example("表.txt", "\t\n\n\n\n")
def test_any_text_under_any_name_is_a_document_or_refused(name: str, text: str) -> None:
    attempt(name, text.encode("utf-8", "ignore"))


SAMPLES = [WORD, XLSX, ODS, container("Workbook", BOOK), small_container([("Workbook", BOOK)])]


@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False), st.integers(1, 6))
def test_any_damage_to_a_good_file_leaves_a_document_or_a_refusal(
    data: bytes, chance: random.Random, hits: int
) -> None:
    whole = bytearray(data)
    for _ in range(hits):
        whole[chance.randrange(8, len(whole))] = chance.randrange(256)
    attempt("表", bytes(whole))


@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_any_damage_to_the_records_of_a_workbook_leaves_a_document_or_a_refusal(
    chance: random.Random, hits: int
) -> None:
    stream = bytearray(BOOK)
    for _ in range(hits):
        stream[chance.randrange(len(stream))] = chance.randrange(256)
    attempt("表.xls", container("Workbook", bytes(stream)))


TEXTS = {
    "word/document.xml": zipfile.ZipFile(io.BytesIO(WORD)).read("word/document.xml"),
    "xl/worksheets/sheet1.xml": zipfile.ZipFile(io.BytesIO(XLSX)).read("xl/worksheets/sheet1.xml"),
    "content.xml": zipfile.ZipFile(io.BytesIO(ODS)).read("content.xml"),
}


@given(st.sampled_from(sorted(TEXTS)), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_damage_to_a_part_leaves_a_document_or_a_refusal(path: str, chance: random.Random, hits: int) -> None:
    part = bytearray(TEXTS[path])
    for _ in range(hits):
        part[chance.randrange(len(part))] = chance.randrange(32, 127)
    with zipfile.ZipFile(io.BytesIO(XLSX)) as archive:
        rest = {name: archive.read(name) for name in archive.namelist() if path.startswith("xl")}
    root = {"_rels/.rels": relations(officeDocument=path)} if path.startswith("word") else {}
    attempt("表", zipped({**rest, **root, path: bytes(part)}))
