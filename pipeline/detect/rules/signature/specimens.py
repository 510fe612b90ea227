"""Registry lines and signed notes for the examples of the signature rules. All names are invented."""

from __future__ import annotations

from pipeline.detect.specimens import MEDICAL, NOTE_5, NOTE_7, STAY, record

STAFF = """@staff 沈一帆,住院医师,licensed,2020-01-01
@staff 顾长林,主治医师,licensed,2012-01-01
@staff 陆振华,主任医师,licensed,1998-01-01
@staff 傅玉成,主治医师,licensed,2011-01-01
@staff 蒋小满,,trainee
@staff 汤可心,,intern
@staff 马德民,副主任医师,licensed,1990-01-01,2026-02-28
@staff 丁向荣,住院医师,licensed,2026-03-07,,2026-03-07首次注册 此前为试用期
"""
STAFFED = STAY + STAFF
REST = tuple(d for d in MEDICAL if d not in (NOTE_5, NOTE_7))


def signed(sign_off: str, title: str = "病程记录", when: str = "2026-03-06 10:00") -> str:
    """A daily note with this sign-off."""
    return f"@doc\n{when}　{title}\n患者一般情况好，无腹痛，进半流食，腹软无压痛，继续目前治疗。\n{sign_off}\n"


def stay(*documents: str, registry: bool = True) -> str:
    """A stay of well signed documents and these."""
    return record(*REST, *documents, stay=STAFFED if registry else STAY)


DIFFICULT = """@doc
疑难病例讨论记录　2026-03-05 15:00
主持人：陆振华主任医师
参加人员：陆振华主任医师、顾长林主治医师、沈一帆住院医师
讨论意见：顾长林：诊断尚不明确，建议完善磁共振胰胆管成像及肿瘤标志物检查。
主持人总结：同意上述意见，完善检查后再定手术方案。
记录：沈一帆　主持人：陆振华　2026-03-05 16:00
"""
RESCUE_NOTE = """@doc
抢救记录　2026-03-05 05:10
抢救经过：患者突发意识丧失，监护示室颤，立即胸外按压、除颤、气管插管，4时恢复自主心律，转监护室继续治疗。
参加人员：陆振华主任医师、顾长林主治医师、沈一帆住院医师
记录：沈一帆　主持：陆振华　2026-03-05 05:30
"""
CONSULT = """@doc
会诊记录　申请科室：普外科　申请医师：沈一帆　2026-03-04 09:00
会诊目的：血压升高，请协助诊治。
会诊意见：血压偏高，建议氨氯地平5mg每日一次，监测血压，心脏彩超检查，随诊。
会诊医师：顾长林　2026-03-04 15:00
"""
CHECKLIST = """@doc
手术安全核查表
麻醉实施前　手术医师：陆振华　麻醉医师：傅玉成　巡回护士：甘露
手术开始前　手术医师：陆振华　麻醉医师：傅玉成　巡回护士：甘露
患者离室前　手术医师：陆振华　麻醉医师：傅玉成　巡回护士：甘露
"""
