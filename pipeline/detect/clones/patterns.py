"""Wording that tells nothing about copying: negative and normal findings, vital signs, courtesies of every note."""

from __future__ import annotations

import re

CLAUSE = re.compile(r"[^，,。；;：:！!？?\n\r|｜【】]+")

# a clause that denies: its words repeat as long as the finding stays absent
NEGATIVE = re.compile(
    r"\s*(?:患者|病人|患儿|目前|现|仍|亦|也|均|且|暂|余|自诉|诉)*(?:无(?!创|菌|效|力|尿|缝|线|痛胃|痛肠|痛分|名)|未(?!愈|婚|成年|来)|否认|不伴|没有|并无|并未)"
)
# a clause that ends in a normal finding
NORMAL = re.compile(
    r"(?:未见|未闻|未及|未触|未引出|未扪|未查|未探|未出现|无异常|无特殊|正常|阴性|[(（][-－—–][)）]|如常|同前|大致|"
    r"(?:清|清晰|清楚|齐|整齐|软|居中|对称|灵敏|存在|红润|光滑|通畅|良好|平稳|稳定|尚可|可|佳|平坦|自如|合作|不大|不肿|不黄|不亢|等圆|完整|适中|活跃|自主体位|自动体位)\s*$)"
)
VITALS = re.compile(
    r"\s*(?:查体|体查|体检|生命体征)?\s*(?:T|P|R|HR|BP|Bp|SpO|SPO|SaO|体温|脉搏|脉率|呼吸|血压|心率|体重|指脉氧|血氧|入量|出量|尿量)[^一-龥]*(?:[一-龥]{0,4})"
    r"[\s\d./～~\-－℃%％]",
    re.A,
)
CJK = re.compile(r"[㐀-鿿]")

SIDE = re.compile(r"[左右双]")
DATE = re.compile(r"[年月日时分]|\d+[-/.]\d+")
NEGATION = re.compile(r"[无未不非否]|[(（][-－+＋]+[)）]|阴性|阳性")
DRUG = re.compile(
    r"(?:西林|沙星|霉素|培南|头孢|他汀|洛尔|普利|沙坦|地平|拉唑|替丁|米松|尼龙|泼尼|单抗|替尼|胰岛素|肝素|双胍|列净|列汀|胺|片|胶囊|颗粒|注射液|汤|散|丸)"
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
