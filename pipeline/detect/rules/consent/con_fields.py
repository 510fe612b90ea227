"""同意书内容不全 (CON-FIELDS)

检查什么：手术、麻醉、输血、特殊检查治疗同意书有没有诊断、风险（并发症、意外）、患方意见；手术类同意书有没有替代方案。缺风险或
患方意见的为缺陷；只缺诊断或替代方案的，提示人工核对。

依据：病历书写基本规范第二十三至二十六条；S000 篇6（34）；医疗纠纷预防和处理条例第十三条。

例外：见 exceptions。

整改：按要素补全同意书模板，谈话时逐项告知。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import Consent, consents
from pipeline.detect.fields import missing, particular
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import FULL, GASTROSCOPY, operated
from pipeline.detect.specimens import CONSENT, MEDICAL, record

_REVERSE = "内容写在背面或附页"
_REFUSAL = "拒绝检查治疗的知情书、授权书、入院须知等不按此要求"
_NAMES = "用“意外”“后果”等词代替“风险”，用“要求手术”代替“同意”"
_SOFT = "只缺替代方案（转人工核对）"
_RISKS = particular("风险", "risks", r"风险|并发症|意外|不良反应|副作用|后果|危险|可能(?:发生|出现|导致)|损伤|出血")
_OPINION = particular("患方意见", "", r"同意|拒绝|要求|愿意|自愿|选择|[☑√✓■]|接受|授权|配合|理解|知情|知道|明白|清楚")
_DIAGNOSIS = particular(
    "诊断",
    "preop_diagnosis condition",
    r"诊断|病情|疾病|患有|孕\d|适应证|指征|目的|理由|[一-鿿](?:癌|炎|症|瘤|石|骨折|出血|疝)",
    soft=True,
)
_ALTERNATIVE = particular(
    "替代方案",
    "",
    r"替代|其[他它](?:可选|选择|办法|方法|方案|治疗)|可选|备选|可供选择|不(?:手术|做|治疗|行)的|保守|利弊",
    soft=True,
)
_COMMON = (_DIAGNOSIS, _RISKS, _OPINION)
_SURGICAL = (*_COMMON, _ALTERNATIVE)
_ELSEWHERE = re.compile(r"见?(?:背面|反面|附页|附件|附表|续页|下页|另页)")
_OTHER_KINDS = frozenset(("refusal", "leaving", "authorisation", "general", "payment"))


def check(case: Case) -> Verdict:
    forms = [c for c in consents(case) if not c.kinds & _OTHER_KINDS]
    if not forms:
        return not_applicable("没有手术、麻醉、输血或特殊检查治疗同意书")
    open_ones = [c for c in forms if _ELSEWHERE.search(c.doc.text, c.doc.start, c.doc.end)]
    defects = [x for c in forms if c not in open_ones and (x := _defect(c))]
    return judged(defects, "同意书内容在背面或附页，须核对原件" if open_ones else "")


def _defect(consent: Consent) -> Defect | None:
    wanted = _SURGICAL if "手术" in consent.title or "术" in consent.title else _COMMON
    lacking = missing(consent.doc, wanted)
    if not lacking:
        return None
    review = all(p.soft for p in lacking)
    names = "、".join(p.name for p in lacking)
    return Defect(
        f"同意书缺少：{names}" + ("（请人工确认）" if review else ""),
        consent.doc.doc_id,
        searched=tuple(f"同意书全文：{p.name}" for p in lacking),
        person=consent.doctors[0].name if consent.doctors else "",
        confidence=0.6 if review else 0.85,
        review=review,
    )


RULE = Rule(
    id="CON-FIELDS",
    name="同意书内容不全",
    category="consent",
    clause="BW 23-26; L34; JF 13; ZB26",
    check=check,
    remedy="按要素补全同意书模板，谈话时逐项告知",
    exceptions=(_REVERSE, _REFUSAL, _NAMES, _SOFT),
    examples=(
        Example(
            Outcome.FAIL,
            operated(
                FULL.replace("可能的风险：麻醉意外、呼吸心跳骤停需抢救，大出血需输血，胆管损伤，中转开腹。\n", "")
            ),
            "没有写风险",
        ),
        Example(
            Outcome.FAIL,
            operated(
                FULL.replace(
                    "可能的风险：麻醉意外、呼吸心跳骤停需抢救，大出血需输血，胆管损伤，中转开腹。", "可能的风险："
                )
            ),
            "风险一栏空白",
        ),
        Example(
            Outcome.FAIL,
            operated(
                FULL.replace("患方意见：了解，同意手术。\n", "")
                .replace("替代方案：保守治疗、开腹手术，已说明利弊。\n", "替代方案：开腹。\n")
                .replace("手术知情同意书", "手术谈话记录")
            ),
            "没有患方意见",
        ),
        Example(Outcome.PASS, operated(FULL), "要素齐全"),
        Example(Outcome.NOT_ASSESSABLE, operated(CONSENT), "没有替代方案", shows=_SOFT, review=True),
        Example(
            Outcome.PASS,
            operated(FULL.replace("可能的风险：", "术中术后可能出现的意外：").replace("了解，同意手术", "要求手术")),
            "",
            shows=_NAMES,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            operated(
                FULL.replace(
                    "可能的风险：麻醉意外、呼吸心跳骤停需抢救，大出血需输血，胆管损伤，中转开腹。",
                    "可能的风险：见背面。",
                )
            ),
            "",
            shows=_REVERSE,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(
                *MEDICAL,
                GASTROSCOPY.replace("电子胃镜检查知情同意书", "拒绝检查知情同意书").replace("可能的风险", "说明"),
            ),
            "",
            shows=_REFUSAL,
        ),
    ),
    doc=__doc__ or "",
)
