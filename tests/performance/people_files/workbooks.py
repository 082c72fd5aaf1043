"""Workbooks as spreadsheets and attackers write them, part by part."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
HEADER = ["external_id", "display_name", "work_email"]
RELATED = "".join(
    f'<Relationship Id="r{place}" Type="{KIND}/{kind}" Target="{target}"/>'
    for place, (kind, target) in enumerate(
        [
            ("worksheet", "worksheets/sheet1.xml"),
            ("worksheet", "/xl/worksheets/sheet2.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        ]
    )
)
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="00000"/>'
    '<numFmt numFmtId="165" formatCode="[$-409]d\\-mmm\\-yy;@"/>'
    '<numFmt numFmtId="166" formatCode="0.0&quot; days&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>'
    '<xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
)
GENERAL, DAY, FIVE_DIGITS, OTHER_DAY, DAYS = range(5)


def text(name: str, said: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{said}</t></is></c>'


def row(number: int, *cells: str) -> str:
    """Cells that are XML stay as they are, others are texts from the first column on."""
    whole = (
        cell if cell.startswith("<") else text(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells)
    )
    return f'<row r="{number}">{"".join(whole)}</row>'


def workbook(
    *rows: str,
    sheets: str = '<sheet name="People" r:id="r0"/>',
    strings: str = "",
    properties: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    left_out: str = "",
    packed: int = ZIP_DEFLATED,
) -> bytes:
    """`rows` are the XML of the first sheet's; `parts` are written in place of those of the same name."""
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns:r="{KIND}">{properties}<sheets>{sheets}</sheets></workbook>',
        RELATIONS: f"<Relationships>{RELATED}</Relationships>",
        "xl/styles.xml": f"<styleSheet>{STYLES}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        SHEET: f'<worksheet><dimension ref="A1"/><sheetData>{"".join(rows)}</sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": "<worksheet><sheetData/></worksheet>",
    }
    file = BytesIO()
    with ZipFile(file, "w", packed) as zipped:
        for name, content in (written | dict(parts or {})).items():
            if name != left_out:
                zipped.writestr(name, content)
    return file.getvalue()
