"""The front page (病案首页): from the ``front_page`` mapping of the bundle, else from its printed text.

Accepted keys of the mapping are those of :data:`KEYS` (Chinese label, English name, and the pinyin code of the national export
format HQMS); case, spaces and underscores do not matter. Diagnoses come either as ``主要诊断`` + ``其他诊断`` (text, a list of
texts, or of mappings), as one list ``诊断`` / ``diagnoses`` of mappings (``name``, ``code``, ``condition``, ``main``), or as numbered
pinyin columns (``ZYZD``, ``JBDM``, ``RYBQ``, ``QTZD1``, ``JBDM1`` …); operations as ``手术`` / ``operations`` (text, list of texts or of
mappings with ``name``, ``code``, ``date``, ``surgeon``, ``grade``), or as ``SSJCZMC1``, ``SSJCZBM1`` …; fees under their names.

Three answers about a field: filled, printed but blank, or unknown because the export does not show it. Unknown is never blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.detect.case import Case
from pipeline.detect.differential import is_placeholder
from pipeline.detect.finding import Defect, Evidence
from pipeline.extract.layout import fold
from pipeline.extract.model import ExtractedDocument

KEYS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "患者姓名", "name", "patient_name", "XM"),
    "sex": ("性别", "sex", "gender", "XB"),
    "birth": ("出生日期", "出生年月日", "生日", "birth_date", "birthday", "date_of_birth", "CSRQ"),
    "age": ("年龄", "age", "NL"),
    "nation": ("民族", "ethnicity", "MZ"),
    "occupation": ("职业", "occupation", "ZY"),
    "marriage": ("婚姻", "婚姻状况", "marital_status", "HY"),
    "identity": ("身份证号", "身份证号码", "身份证", "有效身份证件号", "证件号码", "id_card", "id_number", "identity_no", "SFZH"),
    "contact": ("联系人姓名", "联系人", "contact_name", "contact", "LXRXM"),
    "route": ("入院途径", "入院方式", "admission_route", "admission_source", "RYTJ"),
    "admitted": ("入院时间", "入院日期", "admitted_at", "admission_time", "RYSJ"),
    "discharged": ("出院时间", "出院日期", "discharged_at", "discharge_time", "CYSJ"),
    "days": ("实际住院天数", "实际住院", "住院天数", "length_of_stay", "los", "SJZYTS"),
    "outpatient_dx": ("门(急)诊诊断", "门急诊诊断", "门诊诊断", "outpatient_diagnosis", "MZD"),
    "admission_condition": ("入院病情", "admission_condition", "RYBQ"),
    "main_code": ("主要诊断编码", "疾病编码", "ICD编码", "主诊断编码", "main_diagnosis_code", "principal_diagnosis_code", "JBDM"),
    "injury": (
        "损伤中毒的外部原因", "损伤、中毒的外部原因", "损伤和中毒外部原因", "损伤中毒外部原因", "外部原因", "external_cause", "WBYY",
    ),
    "pathology": ("病理诊断", "pathology_diagnosis", "pathological_diagnosis", "BLZD"),
    "allergy": ("药物过敏", "药物过敏史", "过敏药物", "过敏史", "drug_allergy", "allergy", "allergies", "YWGM"),
    "blood_type": ("血型", "ABO血型", "blood_type", "abo", "XX"),
    "rh": ("RH", "Rh血型", "rh_type"),
    "disposition": ("离院方式", "discharge_disposition", "disposition", "discharge_mode", "LYFS"),
    "replan": ("是否有出院31天内再住院计划", "31天内再住院计划", "readmission_plan", "SFZZYJH"),
    "payment": ("医疗付费方式", "付费方式", "医疗付款方式", "payment_method", "YLFKFS"),
    "birth_weight": ("新生儿出生体重", "出生体重", "birth_weight", "XSECSTZ"),
    "admission_weight": ("新生儿入院体重", "入院体重", "admission_weight", "XSERYTZ"),
    "autopsy": ("死亡患者尸检", "尸检", "autopsy", "SWHZSJ"),
    "nursing_special": ("特级护理天数", "特级护理", "特护天数", "special_care_days"),
    "nursing_first": ("一级护理天数", "一级护理", "Ⅰ级护理天数", "first_class_care_days"),
    "nursing_second": ("二级护理天数", "二级护理", "Ⅱ级护理天数", "second_class_care_days"),
    "nursing_third": ("三级护理天数", "三级护理", "Ⅲ级护理天数", "third_class_care_days"),
    "op_code": ("手术操作编码", "手术编码", "手术及操作编码", "operation_code", "main_operation_code"),
}  # fmt: skip
MANDATORY: dict[str, str] = {
    "sex": "性别", "birth": "出生日期", "age": "年龄", "nation": "民族", "occupation": "职业", "marriage": "婚姻", "contact": "联系人",
    "route": "入院途径", "admitted": "入院时间", "discharged": "出院时间", "days": "实际住院天数", "outpatient_dx": "门（急）诊诊断",
    "admission_condition": "入院病情", "allergy": "药物过敏", "blood_type": "血型", "rh": "Rh", "disposition": "离院方式",
    "replan": "31天内再住院计划", "payment": "付费方式",
}  # fmt: skip
"""Fields that no stay may leave empty, with the names for messages. Conditional fields have rules of their own."""

FEES: dict[str, tuple[str, ...]] = {
    "总费用": ("总费用", "住院费用", "费用合计", "住院总费用", "total_fee", "total_cost", "ZFY"),
    "一般医疗服务费": ("一般医疗服务费", "YLFUF"), "一般治疗操作费": ("一般治疗操作费", "ZLCZF"), "护理费": ("护理费", "HLF"),
    "其他费用": ("综合医疗服务其他费用", "其他费用", "QTFY"), "病理诊断费": ("病理诊断费", "BLZDF"), "实验室诊断费": ("实验室诊断费", "SYSZDF"),
    "影像学诊断费": ("影像学诊断费", "YXXZDF"), "临床诊断项目费": ("临床诊断项目费", "LCZDXMF"), "非手术治疗项目费": ("非手术治疗项目费", "FSSZLXMF"),
    "手术治疗费": ("手术治疗费", "SSZLF"), "康复费": ("康复费", "KFF"), "中医治疗费": ("中医治疗费", "ZYZLF"), "西药费": ("西药费", "XYF"),
    "中成药费": ("中成药费", "ZCYF"), "中草药费": ("中草药费", "ZCYF1"), "血费": ("血费", "XF"), "白蛋白类制品费": ("白蛋白类制品费", "BDBLZPF"),
    "球蛋白类制品费": ("球蛋白类制品费", "QDBLZPF"), "凝血因子类制品费": ("凝血因子类制品费", "NXYZLZPF"),
    "细胞因子类制品费": ("细胞因子类制品费", "XBYZLZPF"), "检查用一次性医用材料费": ("检查用一次性医用材料费", "HCYYCLF"),
    "治疗用一次性医用材料费": ("治疗用一次性医用材料费", "YYCLF"), "手术用一次性医用材料费": ("手术用一次性医用材料费", "YCXYYCLF"), "其他费": ("其他费", "QTF"),
}  # fmt: skip
"""The total and the items of the 2011 form that add up to it; sub-items (其中：抗菌药物费、麻醉费 …) are not among them."""

_DIAGNOSES = ("主要诊断", "出院主要诊断", "主诊断", "西医主要诊断", "main_diagnosis", "principal_diagnosis", "zyzd")
_OTHERS = ("其他诊断", "其它诊断", "次要诊断", "other_diagnoses", "secondary_diagnoses", "other_diagnosis")
_ALL_DX = ("诊断", "出院诊断", "诊断列表", "diagnoses", "diagnosis_list", "discharge_diagnoses", "discharge_diagnosis")
_OPS = (
    "手术",
    "手术及操作",
    "手术操作",
    "手术列表",
    "手术名称",
    "手术及操作名称",
    "手术操作名称",
    "operations",
    "procedures",
    "surgeries",
)
_NAME = (
    "name",
    "名称",
    "诊断名称",
    "疾病名称",
    "诊断",
    "手术名称",
    "手术操作名称",
    "手术及操作名称",
    "diagnosis",
    "operation",
    "text",
)
_CODE = (
    "code",
    "编码",
    "疾病编码",
    "icd",
    "icd10",
    "icdcode",
    "icd9",
    "手术编码",
    "手术操作编码",
    "手术及操作编码",
    "诊断编码",
)
_COND = ("condition", "入院病情", "admission_condition", "rybq")
_MAIN = ("main", "主要", "is_main", "类型", "type", "诊断类型", "diagnosis_type")
_ICD = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{2}\.[0-9xX]{1,3}[0-9A-Za-z+*†]{0,7}")
_STOP = re.compile(r"\n[ \t　【\[=—-]*(?:入院记录|首次病程记录|24小时内|再次入院记录|病程记录|出院记录|死亡记录)")
_NUMBER = re.compile(r"^[\s（(]*(?:[一二三四五六七八九十]{1,2}[、.．)）]|\d{1,2}[)）.．、](?=\D|\d型)|[①-⑳])[\s、.．]*")
_OPTION = re.compile(r"(?<!\d)(\d)\s*[.．、]\s*([^\d\s，,；;。]{1,12})")
_HEADINGS = re.compile(
    r"切口愈合|手术(?:及操作)?医师|手术(?:及操作)?日期|麻醉医师|手术级别"
)  # a row of column headings
_LEAST_FIELDS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its value as printed, and where; ``blank`` is True if it was printed without a value."""

    value: str
    blank: bool
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A diagnosis or an operation of the page. ``code`` and ``condition`` are None where the export does not show them."""

    name: str
    code: str | None = None
    condition: str | None = None
    main: bool = False
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What is known of the page. ``doc`` is None if it came as a mapping."""

    doc: ExtractedDocument | None
    fields: Mapping[str, Field]
    diagnoses: tuple[Entry, ...] = ()
    operations: tuple[Entry, ...] | None = None  # None: the export does not show the operations
    fees: Mapping[str, float] = field(default_factory=dict)
    operations_field: Field | None = None
    lists_others: bool = False  # the export shows the diagnoses besides the main one

    def value(self, name: str) -> str:
        """The value of a field, "" if it is blank or not shown."""
        found = self.fields.get(name)
        return "" if found is None or found.blank else found.value

    def is_blank(self, name: str) -> bool:
        """True only if the field was printed and left empty."""
        found = self.fields.get(name)
        return found is not None and found.blank

    @property
    def main(self) -> Entry | None:
        return next((d for d in self.diagnoses if d.main), None)

    def defect(
        self, message: str, *fields_: Field | Entry | None, review: bool = False, confidence: float = 0.9
    ) -> Defect:
        """A defect of the page: with the words of its text, or with the names of the mapping's fields in ``searched``."""
        proofs = tuple(f.evidence for f in fields_ if f is not None and f.evidence is not None)
        return Defect(
            message,
            self.doc.doc_id if self.doc else None,
            proofs,
            () if proofs else ("病案首页数据",),
            review=review,
            confidence=confidence,
        )


def front_page(case: Case) -> FrontPage | None:
    """The front page of the stay, read once for all rules; None if none was exported or nothing of it was understood."""
    if "front_page" not in case.memo:
        case.memo["front_page"] = _front_page(case)
    found: FrontPage | None = case.memo["front_page"]
    return found


def _front_page(case: Case) -> FrontPage | None:
    given = case.extracted.stay.front_page
    if given:
        return _from_mapping(given)
    doc = case.extracted.first("front_page")
    if doc is None:
        return None
    page = _from_text(case, doc)
    return page if len(page.fields) + len(page.diagnoses) >= _LEAST_FIELDS else None


# ---- the mapping ----


def _key(text: object) -> str:
    return re.sub(r"[\s_\-（）()、:：.]", "", fold(str(text))).lower()


_BY_KEY = {_key(k): name for name, keys in KEYS.items() for k in keys}
_FEE_KEY = {_key(k): name for name, keys in FEES.items() for k in keys}


def _empty(value: object) -> bool:
    if value is None or value in ([], {}):
        return True
    text = str(value).strip().strip("_＿—…　 ")
    if text in ("-", "－", "/", "／", "无", "0", "未查", "不详"):
        return False
    return not text or text.lower() in ("null", "none", "nan") or bool(is_placeholder(text) and text not in ("无", "-"))


def _from_mapping(given: Mapping[str, Any]) -> FrontPage:
    rows = {_key(k): v for k, v in given.items()}
    fields = {
        name: Field("" if v is None else str(v).strip(), _empty(v))
        for k, v in rows.items()
        if (name := _BY_KEY.get(k)) and not isinstance(v, list | Mapping)
    }
    fees = {name: n for k, v in rows.items() if (name := _FEE_KEY.get(k)) and (n := _number(v)) is not None}
    operations = _mapped_operations(rows)
    shown = Field("", not operations) if operations is not None else None
    others = any(_key(k) in rows for k in (*_OTHERS, *_ALL_DX)) or "qtzd1" in rows
    return FrontPage(None, fields, tuple(_mapped_diagnoses(rows)), operations, fees, shown, others)


def _number(value: object) -> float | None:
    try:
        return float(str(value).replace(",", "").replace("元", "").replace("￥", "").strip())
    except ValueError:
        return None


def _any(rows: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((rows[k] for key in keys if (k := _key(key)) in rows), None)


def _entries(value: Any) -> Iterator[Entry]:
    """Diagnoses or operations from a text, a list of texts, or of mappings."""
    if isinstance(value, str):
        for part in re.split(r"[；;\n]|(?:^|\s)\d{1,2}[.、]\s*", value):
            if part.strip(" 　-－/／,，。") and part.strip() not in ("无", "未"):
                yield Entry(part.strip())
    elif isinstance(value, Mapping):
        row = {_key(k): v for k, v in value.items()}
        name, code, condition = (_any(row, keys) for keys in (_NAME, _CODE, _COND))
        main = str(_any(row, _MAIN) or "").lower() in ("true", "1", "主要", "主要诊断", "main", "principal")
        if not _empty(name) or not _empty(code):
            yield Entry(
                str(name or "").strip(),
                _shown(row, _CODE, code),
                _shown(row, _COND, condition),
                main,
            )
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _entries(item)


def _shown(row: Mapping[str, Any], keys: tuple[str, ...], value: object) -> str | None:
    if not any(_key(k) in row for k in keys):
        return None
    return "" if _empty(value) else str(value).strip()


def _mapped_diagnoses(rows: Mapping[str, Any]) -> Iterator[Entry]:
    main = next(_entries(_any(rows, _DIAGNOSES)), None)
    listed = list(_entries(_any(rows, _ALL_DX)))
    if main is not None:
        code = main.code if main.code is not None else _shown(rows, KEYS["main_code"], _any(rows, KEYS["main_code"]))
        given = KEYS["admission_condition"]
        condition = main.condition if main.condition is not None else _shown(rows, given, _any(rows, given))
        yield Entry(main.name, code, condition, main=True)
    elif listed and not any(d.main for d in listed):
        first = listed[0]
        listed[0] = Entry(first.name, first.code, first.condition, main=True)
    yield from (d for d in listed if main is None or d.name != main.name)
    yield from _entries(_any(rows, _OTHERS))
    for n in range(1, 41):
        name = rows.get(f"qtzd{n}")
        if not _empty(name):
            code, condition = rows.get(f"jbdm{n}"), rows.get(f"rybq{n}")
            yield Entry(
                str(name).strip(),
                None if f"jbdm{n}" not in rows else "" if _empty(code) else str(code),
                None if f"rybq{n}" not in rows else "" if _empty(condition) else str(condition),
            )


def _mapped_operations(rows: Mapping[str, Any]) -> tuple[Entry, ...] | None:
    numbered = [n for n in range(1, 42) if f"ssjczmc{n}" in rows]
    if numbered:
        return tuple(
            Entry(
                str(rows[f"ssjczmc{n}"]).strip(),
                None if f"ssjczbm{n}" not in rows else str(rows[f"ssjczbm{n}"] or "").strip(),
            )
            for n in numbered
            if not _empty(rows[f"ssjczmc{n}"]) and str(rows[f"ssjczmc{n}"]).strip() not in ("-", "－", "无", "/")
        )
    if not any(_key(k) in rows for k in _OPS):
        return None
    return tuple(e for e in _entries(_any(rows, _OPS)) if e.name.strip(" -－/／无"))


# ---- the printed page ----

_DX_LABELS = {
    "主要诊断": "main", "出院主要诊断": "main", "西医主要诊断": "main", "主病": "", "出院诊断": "list", "出院西医诊断": "list", "其他诊断": "other", "其它诊断": "other",
    "中医诊断": "tcm", "出院中医诊断": "tcm", "西医诊断": "list",
}  # fmt: skip
_OP_LABELS = ("手术及操作名称", "手术操作名称", "手术及操作", "手术操作", "手术名称", "手术", "操作")
_PRINTED = {
    **{k: name for name, keys in KEYS.items() for k in keys if re.search(r"[一-鿿]", k) or k == "RH"},
    **{k: "dx:" + kind for k, kind in _DX_LABELS.items()},
    **dict.fromkeys(_OP_LABELS, "op"),
    "Rh": "rh",
    **dict.fromkeys(("联系人", "关系", "电话", "科主任", "主任医师", "主治医师", "住院医师", "进修医师", "质控医师", "质控护士", "责任护士", "编码员",
                     "质控日期", "病案质量", "抢救次数", "抢救", "成功次数", "输血", "院内感染", "切口", "术者", "操作者", "一助", "麻醉",
                     "入院科别", "出院科别", "科室", "科别", "其他信息", "费用", "新生儿", "入院诊断", "病理号", "随诊", "示教病例", "转科科别", "病房", "国籍", "住院号", "病案号", "住院次数", "籍贯", "出生地", "现住址", "户口地址", "工作单位", "邮编", "地址"), ""),
}  # fmt: skip
_LABEL = re.compile(
    r"(?:^|(?<=[\s　，,；;。|｜【\[〔（(:：、．.）)］\]〕】·-]))(?:[一二三四五六七八九十]{1,2}、)?[【\[〔]?(?P<label>"
    + "|".join(r"[ 　]?".join(map(re.escape, k)) for k in sorted(_PRINTED, key=len, reverse=True))
    + r")(?:[（(][^）)\n]{0,12}[）)])?(?P<close>[】\]〕]?)(?P<gap>[ \t　]*)(?P<delim>[:：|｜]?)",
    re.M,
)
_NOTHING = " \t　\r_＿:：|｜。，,；;"


def _from_text(case: Case, doc: ExtractedDocument) -> FrontPage:
    end = doc.end
    cut = _STOP.search(doc.text, doc.start + 4, doc.end)
    if cut:
        end = cut.start()
    marks = [
        m
        for m in _LABEL.finditer(doc.text, doc.start, end)
        if m["delim"] or m["gap"] or m["close"] or _line_end(doc.text, m.end())
    ]
    fields: dict[str, Field] = {}
    diagnoses: list[Entry] = []
    operations: list[Entry] | None = None
    op_field: Field | None = None
    others = False
    for n, m in enumerate(marks):
        stop = marks[n + 1].start() if n + 1 < len(marks) else end
        name = _PRINTED.get(re.sub(r"[ 　]", "", m["label"]), "")
        if name.startswith("dx:"):
            others = others or name[3:] in ("other", "list")
            diagnoses += _printed_diagnoses(case, doc, m, stop, name[3:])
        elif name == "op":
            found = _printed_field(case, doc, m, stop, lines=True)
            if found is not None:
                op_field = op_field if op_field is not None and not op_field.blank else found
                operations = (operations or []) + (
                    [] if found.blank or _is_none(found.value) else [Entry(found.value, evidence=found.evidence)]
                )
        elif name and name not in fields:
            shown = _printed_field(case, doc, m, stop)
            if shown is not None:
                fields[name] = shown
    shown_ops = None if operations is None else tuple(operations)
    return FrontPage(doc, fields, tuple(diagnoses), shown_ops, {}, op_field, others)


def _is_none(value: str) -> bool:
    return value.strip(" 　-－—–/／。") in ("", "无", "未行", "未手术")


def _line_end(text: str, at: int) -> bool:
    return text[at : at + 1] in ("\n", "\r", "")


def _printed_field(
    case: Case, doc: ExtractedDocument, m: re.Match[str], stop: int, *, lines: bool = False
) -> Field | None:
    """The field behind a label: filled, blank, or None where the layout does not tell (a column heading, boxes to tick)."""
    between = doc.text[m.end() : stop]
    first = between.split("\n", 1)[0]
    value = first.strip(_NOTHING)
    if not value and "\n" in between and not m["delim"]:
        value = between.strip(_NOTHING + "\n") if lines else between.strip("\r\n").split("\n", 1)[0].strip(_NOTHING)
        if not value:
            return None
    if value:
        start = doc.text.index(value.split("\n")[0], m.end())
        chosen = _chosen(value)
        if chosen is None or "□" in value or "☐" in value or _HEADINGS.search(value):
            return None
        return Field(chosen, False, case.cite(doc, m.start("label"), min(start + len(value), stop)))
    if m["delim"] in (":", "：") or ("_" in first or "＿" in first) or re.match(r"[ \t　]*[|｜]", first):
        return Field("", True, case.cite(doc, m.start("label"), m.end()))
    return None


def _chosen(value: str) -> str | None:
    """The option that the number before a printed list names (2 1.男 2.女 → 女); None if options are printed and none is named."""
    options = dict(reversed(_OPTION.findall(value)))  # the first of a number counts
    if len(options) < 2:
        return value
    number = re.match(r"(\d)(?![.．、\d])", value)
    return options.get(number[1]) if number else "-" if value[0] in "-－" else None


def _printed_diagnoses(case: Case, doc: ExtractedDocument, m: re.Match[str], stop: int, kind: str) -> list[Entry]:
    body = doc.text[m.end() : stop]
    if kind == "tcm":  # the line of the TCM disease and pattern; Western ones may follow below
        cut = body.find("\n")
        body, kind = (" " * cut + body[cut:], "list") if cut >= 0 else ("", "list")
    found: list[Entry] = []
    for part in re.finditer(r"[^；;\n|｜]+", body):
        words = part[0].strip(_NOTHING)
        if not words or _is_none(words):
            continue
        code = _ICD.search(words)
        name = _NUMBER.sub("", words)
        name = (name[: name.index(code[0])] if code and code[0] in name else name).strip(_NOTHING) or words
        at = m.end() + part.start() + part[0].index(words)
        main = kind in ("main", "list") and not found
        found.append(Entry(name, code[0] if code else None, None, main, case.cite(doc, at, at + len(words))))
        if kind == "main":
            break
    return found
