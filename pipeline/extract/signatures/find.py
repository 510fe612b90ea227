"""Finds sign-offs line by line: a label and a name, names alone at the end of a document, or the blank where one should be.

A line counts as a sign-off only when what stands on it can be *explained* as such: names, titles, times, stamps, relations.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.extract.model import ExtractedDocument, Signature
from pipeline.extract.signatures import patterns as p
from pipeline.extract.signatures.names import MASK, is_han, is_name, may_be_name, read_run
from pipeline.records.moment import Moment
from pipeline.records.ranks import NO_TITLE, TITLE_FIRST, Role, Title, find_titles, parse_title

_LISTS = frozenset({"surgical_team", "participants"})  # who took part: not who signs
_FORMS = frozenset({"general", "operation_name", "anesthesia_method", "procedure_name"})  # keyed facts at the head
_ROWS = frozenset({"nursing_record", "order_sheet"})  # every row may be signed
_CHECKLISTS = frozenset({"surgical_safety_checklist", "nursing_record", "order_sheet"})
_SIGNED_FORMS = _CHECKLISTS | {"front_page"}  # there a gap behind any label is a blank
_PATIENT_FORMS = frozenset({"consent_form", "critical_notice", "other", "progress_note", "admission_record"})
_BEFORE_NAME = frozenset("。！？!?；;）)日号时分点")  # what a name after a single space may follow
_WIDE = 6  # columns of indentation that set a sign-off to the right
_MOST = 90  # code points of a line that consists of names alone
_TRAILING = 80  # so much text after a role label, in a document without sections, makes it part of the head
_LONGEST_PREFIX = 12
_WINDOW = 48  # characters before a colon that can belong to its label
_WORD = 8
_STAMP_NOTE = 12  # a blank may be followed by （签章）
_FORMS_OF_PATIENTS = frozenset({"consent_form", "critical_notice"})
_PATIENT_SIDE = ("patient", "family")


@dataclass(slots=True)
class _Item:
    """One name, or one blank, on a sign-off line while it is being read."""

    start: int
    end: int
    name: str
    label: p.Label | None = None
    role: str = ""  # the printed label
    title: str = ""  # the printed title beside the name
    moment: Moment | None = None
    stand_in: bool = False
    stands_for: str | None = None
    dated: bool = False  # a time or a stamp follows the name
    kin: bool = False  # the words beside the name tell how the signer is related to the patient


@dataclass(slots=True)
class _Hit:
    """A label with its colon. ``prefix`` is what stands directly before it: a department, or a speaker's name."""

    start: int
    value: int
    label: p.Label
    role: str
    prefix: str = ""


@dataclass(slots=True)
class _Reading:
    """What a stretch of a line was explained as; ``stop`` is where explanation failed, None if all of it was explained."""

    items: list[_Item] = field(default_factory=list)
    stop: int | None = None


class _Page:
    """The document with what is asked of it again and again."""

    def __init__(self, document: ExtractedDocument) -> None:
        self.document = document
        self.text = document.text
        self.stamps = [(t.start, t.end, t.moment) for t in sorted(document.timestamps, key=lambda t: t.start)]
        self._starts = [s for s, _, _ in self.stamps]
        self.lines = self._split()
        self._first_sentence = self.text.find("。", document.start, document.end)
        self.line_starts = [start for start, _ in self.lines]
        self.sections = sorted(document.sections, key=lambda s: s.start)
        self._section_starts = [s.start for s in self.sections]
        self._content = next((s.start for s in self.sections if s.label not in _FORMS), document.end)

    def _split(self) -> list[tuple[int, int]]:
        return [found.span() for found in p.LINE.finditer(self.text, self.document.start, self.document.end)]

    def stamp_at(self, start: int, end: int) -> tuple[int, Moment | None] | None:
        """The first timestamp that begins in ``[start, end)``: where it ends, and its moment."""
        i = bisect_left(self._starts, start)
        if i < len(self.stamps) and self.stamps[i][0] < end:
            return self.stamps[i][1], self.stamps[i][2]
        return None

    def heads(self, hit: _Hit, line_end: int, *, mixed: bool) -> bool:
        """True if a role label at this place belongs to the head of the document or to a list of those who took part.

        ``mixed``: the line also names somebody who did not take part but write (记录：甲　主持：乙).
        """
        kind = self.document.doc_type
        if hit.label.weight == p.EXPLICIT or hit.label.signs:
            return False
        here = self._section_at(hit.start)
        closing = (mixed or not hit.label.team) and self._closing(hit, line_end)
        if here in _LISTS:
            return not closing
        applicant = hit.role.startswith("申请") and kind in ("consultation_record", "other")
        if applicant or kind in _CHECKLISTS:
            return False
        if kind == "front_page":
            return hit.label.team or (hit.label.weight == p.WEAK and here == "operation_name")
        if here in _FORMS:
            return not closing
        return self._before_content(hit, line_end)

    def _section_at(self, place: int) -> str:
        """The label of the section around ``place``, "" between sections."""
        i = bisect_right(self._section_starts, place) - 1
        return self.sections[i].label if i >= 0 and place < self.sections[i].end else ""

    def _closing(self, hit: _Hit, line_end: int) -> bool:
        """True on the last lines of a document, where a list has run on into the sign-off; never on the line that heads it."""
        if self._letters_after(line_end) > _MOST:
            return False
        line = bisect_right(self.line_starts, hit.start) - 1
        start = self.line_starts[line]
        return line > 0 and bisect_left(self._section_starts, start) == bisect_right(self._section_starts, hit.start)

    def _letters_after(self, place: int) -> int:
        """How many characters that are not spaces follow ``place``; counted up to a screenful."""
        return len("".join(self.text[place : min(self.document.end, place + 4 * _MOST)].split()))

    def _before_content(self, hit: _Hit, line_end: int) -> bool:
        if self.sections:
            later = self._section_starts[-1] > line_end
            return later and (hit.label.team or not self._content < hit.start)
        if not hit.label.team and -1 < self._first_sentence < hit.start:
            return False
        after = self.document.end - line_end
        return after > _TRAILING and hit.start - self.document.start < after and self._letters_after(line_end) > _WORD


# --- reading a stretch of a line -------------------------------------------------------------------------------------


def _read(page: _Page, start: int, end: int, *, labelled: bool) -> _Reading:
    """Explain ``[start, end)``: names with titles, times, stamps and stand-ins. ``labelled`` allows any family name first."""
    text, reading, title, place = page.text, _Reading(), "", start
    label: tuple[p.Label, str] | None = None
    while place < end:
        char = text[place]
        if char in p.SPACES or char in "／/|｜+＋&）)】]" or (labelled and char in "、,，;；。._＿"):
            place += 1
            continue
        if place == end - 1 and char in "【[" and reading.items:
            place += 1  # the next stamp begins
            continue
        after = None
        if char.isdigit() or char in "年月日时分" or char in p.CHINESE_DIGITS:
            after = _time(page, reading, place, end)
            if after is not None and reading.items:
                reading.items[-1].dated = True
        elif char in "（(【[〔［":
            after = _bracket(page, reading, place, end)
        elif char in p.STAMP_FIRST:
            after = _stamp(text, place, end)
            if after is not None and reading.items:
                reading.items[-1].dated = True
        if after is not None:
            place = after
            continue
        proxy = p.STAND_IN.match(text, place, end) if char == "代" and reading.items else None
        if proxy and not (proxy.end() < end and is_han(text[proxy.end()])):
            reading.items[-1].stand_in = True
            place = proxy.end()
            continue
        printed = _title_at(text, place, end)
        if printed:
            place += len(printed)
            if reading.items and not reading.items[-1].title and not _name_follows(text, place, end):
                reading.items[-1].title = printed
            else:
                title = printed
            continue
        unit = p.UNIT.match(text, place, end)
        if unit and (reading.items or not is_name(unit[0])):
            place = unit.end()
            continue
        run, stop = read_run(text, place, end)
        label = _label_before_name(run) or label
        if (
            label is None
            and run in p.LABELS
            and place + len(run) == stop
            and (not reading.items or _name_behind(text, stop, end))
        ):
            label, place = (p.LABELS[run], run), stop
            continue
        if label is not None and run.startswith(label[1]):
            place += len(label[1])
            run, stop = read_run(text, place, end)
        found = _names(run, place, stop, first=labelled and not reading.items)
        if not found:
            reading.stop = place
            return reading
        for item in found:
            item.title = item.title or title
            if label:
                item.label, item.role = label
        reading.items += found
        title, label = "", None
        place = max(item.end for item in found)
    return reading


def _time(page: _Page, reading: _Reading, place: int, end: int) -> int | None:
    found = p.TIME.match(page.text, place, end)
    if not found:
        return None
    stamp = page.stamp_at(place, found.end())
    if stamp and reading.items and reading.items[-1].moment is None:
        reading.items[-1].moment = stamp[1]
    return max(found.end(), min(stamp[0], end) if stamp else 0)


def _stamp(text: str, place: int, end: int) -> int | None:
    found = p.STAMP.match(text, place, end)
    return found.end() if found else None


def _bracket(page: _Page, reading: _Reading, place: int, end: int) -> int | None:
    """（主治医师） after a name, （邱林代签), 【已签名：李敏】, [李敏]."""
    text = page.text
    found = p.PAREN.match(text, place, end)
    if not found:
        return None
    inside, last = found[1].strip(), reading.items[-1] if reading.items else None
    proxy = p.STAND_IN.search(inside)
    if proxy and last is not None:
        _bracketed_stand_in(page, reading, found.start(1), found.end(1))
    elif last is None or p.STAMP.match(inside):
        start = found.start(1) + max(inside.rfind(":"), inside.rfind("："), 0)
        reading.items += [] if last else _read_inside(text, start, found.end(1))
    elif p.KIN.search(inside):
        last.kin = True
    elif ":" in inside or "：" in inside:
        return found.end()  # a key of its own
    elif not last.title and (parse_title(inside) != NO_TITLE or "医师" in inside or inside in p.LABELS):
        last.title = inside
    return found.end()


def _read_inside(text: str, start: int, end: int) -> list[_Item]:
    while start < end and not is_han(text[start]):
        start += 1
    run, stop = read_run(text, start, end)
    return [_Item(start, stop, run)] if is_name(run) else []


def _bracketed_stand_in(page: _Page, reading: _Reading, start: int, end: int) -> None:
    """（邱林代签）, （代签：邱林）, （由邱林代）, （代）."""
    text, signed, place = page.text, reading.items[-1], start
    runs: list[tuple[int, str]] = []
    while place < end:
        run, stop = read_run(text, place, end)
        proxy = p.STAND_IN.search(run)
        core = (run[: proxy.start()] if proxy else run).removeprefix("由")
        if core and core not in p.LABELS:
            runs.append((text.index(core, place), core))
        place = max(stop, place + 1)
    found = [r for r in runs if is_name(r[1])] or [r for r in runs if may_be_name(r[1])]
    if not found:
        signed.stand_in = True
        return
    at, name = found[0]
    reading.items.append(_Item(at, at + len(name), name, stand_in=True, stands_for=signed.name))


def _title_at(text: str, place: int, end: int) -> str:
    if text[place] not in TITLE_FIRST:
        return ""
    titles = find_titles(text, place, min(end, place + 8))
    return text[place : titles[0][1]] if titles and titles[0][0] == place else ""


def _name_follows(text: str, place: int, end: int) -> bool:
    return bool(read_run(text, place, end)[0]) and place < end and text[place] not in p.SPACES


@lru_cache(maxsize=8192)
def _label_before_name(run: str) -> tuple[p.Label, str] | None:
    """手术医师金晓梅, 记录郝强: a label grown together with the name."""
    for length in range(min(p.LONGEST, len(run) - 2), 1, -1):
        label = p.LABELS.get(run[:length])
        if label and is_name(run[length:]):
            return label, run[:length]
    return None


def _names(run: str, start: int, stop: int, *, first: bool) -> list[_Item]:
    """The name at the beginning of ``run`` (title, 代签 and the like cut off), or both names of 甲代乙 / 甲由乙代签."""
    if not run:
        return []
    good = may_be_name if first else is_name
    if stop - start != len(run):  # spaced: 张　伟
        return [_Item(start, stop, run)] if is_name(run) else []
    cut = _title_within(run)
    if cut and good(run[:cut]):
        return [_Item(start, start + cut, run[:cut])]
    if len(run) >= 5:
        pair = _pair(run, start)
        if pair:
            return pair
    if run[-1] in p.TAIL_LAST:
        for tail in p.TAILS:
            core = run[: -len(tail)]
            if run.endswith(tail) and is_name(core):
                return [_Item(start, start + len(core), core, stand_in=tail[0] == "代")]
    return [_Item(start, stop, run)] if good(run) else []


@lru_cache(maxsize=8192)
def _title_within(run: str) -> int:
    """Where the first title behind a name begins in 李敏主治医师; 0 if there is none."""
    return next((t[0] for t in find_titles(run) if t[0] > 1), 0)


def _pair(run: str, start: int) -> list[_Item]:
    """邱林代贺振东签, 贺振东由邱林代签."""
    by, for_ = run.find("由"), run.find("代")
    if for_ < 2:
        return []
    tail = run[for_ + 1 :].removeprefix("签").removesuffix("签名").removesuffix("签字").removesuffix("签")
    if by >= 2 and is_name(run[:by]) and is_name(run[by + 1 : for_]):
        signed = _Item(start, start + by, run[:by])
        return [signed, _Item(start + by + 1, start + for_, run[by + 1 : for_], stand_in=True, stands_for=run[:by])]
    if by < 0 and is_name(run[:for_]) and is_name(tail):
        at = start + for_ + run[for_:].find(tail)
        return [_Item(start, start + for_, run[:for_], stand_in=True, stands_for=tail), _Item(at, at + len(tail), tail)]
    return []


# --- labels ----------------------------------------------------------------------------------------------------------


def _hit(text: str, low: int, colon: int, value: int) -> tuple[_Hit | None, int]:
    """The label that ends at the delimiter ``[colon, value)``, not before ``low``; also where the words of the key begin."""
    window = text[max(low, colon - _WINDOW) : colon]
    if window[-1:].isascii():
        window = window.rstrip(p.LATIN)
        colon = max(low, colon - _WINDOW) + len(window)
    outside = p.LABEL_LETTERS.match(window[::-1])
    window = window[len(window) - outside.end() :] if outside else ""
    read = _label_of(window)
    base = colon - len(window)
    if read.label is None:
        return None, base + read.begin
    return _Hit(base + read.start, value, read.label, read.role, read.prefix), base + read.begin


@dataclass(frozen=True, slots=True)
class _Read:
    """A label as read from the words before a delimiter; offsets into those words."""

    label: p.Label | None
    start: int
    begin: int
    role: str = ""
    prefix: str = ""


@lru_cache(maxsize=16384)
def _label_of(window: str) -> _Read:
    """The label at the end of ``window``.

    Spaces inside (医 师 签 名) and a bracket at the end (记录者（第一助手）) are allowed.
    """
    letters: list[int] = []
    place, bracket = len(window) - 1, ""
    while place >= 0 and window[place] in p.SPACES:
        place -= 1
    if place > 0 and window[place] in "）)":
        opened = max(window.rfind("（", 0, place), window.rfind("(", 0, place))
        if opened > 0:
            bracket, place = window[opened + 1 : place], opened - 1
    gap = 0
    while place >= 0 and len(letters) < p.LONGEST + 6:
        if window[place] in p.SPACES:
            gap += 1
            if gap > 2:
                break
        else:
            letters.append(place)
            gap = 0
        place -= 1
    letters.reverse()
    word = "".join(window[i] for i in letters)
    for length in range(min(p.LONGEST, len(word)), 0, -1):
        label = p.LABELS.get(word[-length:])
        if label is None:
            continue
        first = letters[-length]
        if length == 1 and first > 0 and is_han(window[first - 1]):
            continue
        prefix = _prefix(window, first)
        if prefix + word[-length:] in p.MENTIONED or word[-length:] in p.MENTIONED:
            return _Read(None, 0, first - len(prefix))
        role = bracket if parse_title(bracket) != NO_TITLE or bracket in p.LABELS else _role(word, length)
        label = _explicit(_of_kin(label, word, length), bracket)
        return _Read(label, first - len(prefix), letters[0], role if bracket else _joined(prefix, role), prefix)
    last = letters[-1] if letters else len(window)
    return _Read(None, 0, _han_before(window, last))


def _role(word: str, length: int) -> str:
    """The label with the title that it ends: 住 院 医 师 is read as 住院医师, not as 医师."""
    titles = [t for t in find_titles(word) if t[0] < len(word) - length < t[1]]
    return word[titles[0][0] :] if titles else word[-length:]


def _joined(prefix: str, role: str) -> str:
    return role if prefix and role.startswith(prefix) else prefix + role


def _of_kin(label: p.Label, word: str, length: int) -> p.Label:
    """签名 and 代签 say nothing of who signs; the words before them may: 患者（或代理人）签名."""
    if word[-length:] in p.SIGN or label.kind == "stand_in":
        return replace(label, kind="family") if p.KIN.search(word) and not p.STAFF.search(word) else label
    return label


def _explicit(label: p.Label, bracket: str) -> p.Label:
    return replace(label, weight=p.EXPLICIT, team=False) if bracket in p.SIGN or bracket in ("签", "代") else label


def _prefix(window: str, first: int) -> str:
    """Han characters that touch the label on the left (急诊科, 宋玉茹), and further labels joined by a slash (患者/家属)."""
    start = _han_before(window, first)
    while start > 0 and window[start - 1] in "/／、和及或":
        word = _han_before(window, start - 1)
        if window[word : start - 1] not in p.LABELS:
            break
        start = word
    return window[start:first]


def _han_before(window: str, first: int) -> int:
    start = first
    while start > 0 and first - start < _LONGEST_PREFIX and is_han(window[start - 1]):
        start -= 1
    return start


def _hits(page: _Page, start: int, end: int) -> tuple[list[_Hit], list[tuple[int, int, bool]]]:
    """The labels of a line, and its other keys as (start, value start, benign)."""
    text, hits, keys, low = page.text, [], [], start
    bracketed = _begins_bracketed(text, start, end)
    for found in (p.BRACKET_DELIMITER if bracketed else p.DELIMITER).finditer(text, start, end):
        colon, value = found.span()
        if bracketed and text[colon : colon + 1] in tuple(p.CLOSERS):
            if hit := _bracket_hit(text, low, colon):
                hits.append(hit)
                low = value
            continue
        if colon == value and not _form_line(text, start, colon, end):
            continue
        if text[colon] in ":：" and text[colon - 1 : colon].isdigit() and text[value : value + 1].isdigit():
            continue  # 10:30
        if text[colon] in "/／" and not _name_behind(text, value, end):
            continue
        if _bracketed(text, start, low, colon, end):
            continue
        hit, begin = _hit(text, low, colon, value)
        if hit:
            hits.append(hit)
        elif value > colon and text[colon] not in "/／":
            word = "".join(text[begin:colon].split()).strip("（(【[")
            if text[colon] not in "|｜" or word in p.BENIGN:
                keys.append((begin, value, word in p.BENIGN))
        low = value
    return hits, keys


def _begins_bracketed(text: str, start: int, end: int) -> bool:
    """True for a line that begins with a label in brackets: （经治医师）张某."""
    while start < end and text[start] in p.SPACES:
        start += 1
    found = p.BRACKET_LABEL.match(text, start, end)
    return found is not None and not p.STAMP.fullmatch(found[1]) and _label_of(found[1]).label is not None


def _bracket_hit(text: str, low: int, closing: int) -> _Hit | None:
    """The label in the brackets that close at ``closing``, if one fills them: [审阅]."""
    opened = max(text.rfind(c, low, closing) for c in "（([【〔［")
    read = _label_of(text[opened + 1 : closing]) if 0 <= closing - opened - 1 <= _WINDOW and opened >= 0 else None
    if read is None or read.label is None or read.start or is_name(read.prefix):
        return None
    return _Hit(opened, closing + 1, read.label, read.role)


def _name_behind(text: str, place: int, end: int) -> bool:
    """True if a name stands after the slash: 住院医师/ 王某."""
    while place < end and text[place] in p.SPACES:
        place += 1
    run, stop = read_run(text, place, end)
    return is_name(run) and (stop == end or not is_han(text[stop]))


def _form_line(text: str, start: int, place: int, end: int) -> bool:
    """True for 医师签名______ and for 医师签名　王某 without a colon; not for words of a sentence."""
    after = place
    while after < end and text[after] in p.SPACES:
        after += 1
    if text[after : after + 2] in ("__", "＿＿"):
        return True
    run, stop = read_run(text, after, end)
    label = text[max(start, place - _WINDOW) : place].split()
    if after == end and place - start < _WINDOW and label == ["".join(text[start:place].split())]:
        return label[0] in p.LABELS and (after - place > 1 or _indented(text, start, end))  # 医师签名 alone on its line
    return bool(label) and len(label[-1]) <= p.LONGEST and is_name(run) and (stop == end or not is_han(text[stop]))


def _bracketed(text: str, start: int, low: int, colon: int, end: int) -> bool:
    """True for the colon of a remark in brackets, （代签：邱林） or （关系：父子）, unless the whole line is bracketed."""
    low = max(low, colon - _WINDOW)
    if p.OPENER.search(text, low, colon) is None:
        return False
    opened = max(text.rfind(c, low, colon) for c in "（([【")
    if max(text.rfind(c, low, colon) for c in "）)]】") > opened:
        return False
    if text[opened] in "【[" and text[start:opened].rstrip(p.SPACES)[-1:] in ("】", "]"):
        return False  # stamp after stamp: 【医师签名：张三】【审签医师：李四】
    return bool(text[max(start, opened - _WINDOW) : opened].strip()) and bool(p.PAREN.match(text, opened, end))


# --- lines -----------------------------------------------------------------------------------------------------------


def _labelled_line(page: _Page, start: int, end: int) -> tuple[list[_Item], bool]:
    """The sign-offs of a line with labels; and whether nothing else stands before them."""
    hits, keys = _hits(page, start, end)
    if not hits:
        return [], False
    borders = sorted([h.start for h in hits] + [k for k, _, _ in keys] + [end])
    foreign = any(not benign and not _harmless(page, value, borders) for _, value, benign in keys)
    accepted: list[_Item] = []
    mixed = any(not h.label.team for h in hits)
    plain = True  # every role label so far was followed by a name
    for hit in hits:
        stop = borders[bisect_left(borders, hit.value)]
        reading = _read(page, hit.value, stop, labelled=True)
        items = _fits(page, hit, reading, stop, end)
        if hit.label.weight < p.EXPLICIT and (foreign or page.heads(hit, end, mixed=mixed) or not items):
            plain = plain and bool(items)
            items = []
        for item in items:
            if item.label is None:
                item.label, item.role = hit.label, hit.role
        accepted += _own(items, hit)
    if not plain:
        accepted = [i for i in accepted if i.label is None or i.label.weight == p.EXPLICIT or not i.label.team]
    before = _read(page, start, hits[0].start, labelled=False) if accepted else _Reading()
    alone = before.stop is None
    if accepted and alone:
        accepted = [i for i in before.items if i.end <= hits[0].start] + accepted
    elif accepted and not _parted(page.text, start, hits[0].start) and hits[0].label.weight < p.EXPLICIT:
        return [], False
    for begin, value, benign in keys:
        if benign and accepted:
            if p.SIGNED_KEY.search(page.text, begin, value):
                _late_time(page, accepted, value, end)
            if page.text[begin : value - 1].rstrip(p.SPACES).endswith("关系"):
                accepted[-1].kin = True
    return accepted, alone


def _harmless(page: _Page, value: int, borders: list[int]) -> bool:
    """True if the value of an unknown key is nothing but a department, a time or a name: 申请：神经内科."""
    reading = _read(page, value, borders[bisect_left(borders, value)], labelled=False)
    return reading.stop is None


def _own(items: list[_Item], hit: _Hit) -> list[_Item]:
    """Only the first name stands under the label; further ones (记录：甲　　乙) sign without one."""
    names = 0
    for item in items:
        if item.label is hit.label and not item.stand_in:
            names += 1
            if names > 1 and hit.label.kind not in _PATIENT_SIDE:
                item.label, item.role = None, ""
    return items


def _late_time(page: _Page, items: list[_Item], value: int, end: int) -> None:
    """A time under its own key (报告时间：…) belongs to the last signature before it."""
    stamp = page.stamp_at(value, min(end, value + 3))
    before = [i for i in items if i.end <= value]
    if stamp and before and before[-1].moment is None:
        before[-1].moment = stamp[1]


def _fits(page: _Page, hit: _Hit, reading: _Reading, stop: int, line_end: int) -> list[_Item]:
    """The names under ``hit`` if they can be a sign-off, else the blank that stands there, else nothing."""
    text = page.text
    if reading.items and _begins(text, hit.value, reading.items[0].start):
        first = reading.items[0]
        if hit.label.weight < p.EXPLICIT and reading.stop is not None:
            return []
        if hit.label.weight == p.WEAK and not _named(first):
            return []
        if (
            hit.label.kind in _PATIENT_SIDE
            and hit.label.weight < p.EXPLICIT
            and page.document.doc_type not in _PATIENT_FORMS
        ):
            return []
        return reading.items
    if reading.items or (hit.prefix and is_name(hit.prefix)):
        return []
    return _blank(page, hit, stop, line_end)


def _named(item: _Item) -> bool:
    """True if what stands under a label that may also head a text (记录：) is a person: by family name, mask, title or time."""
    return is_name(item.name) or bool(set(item.name) & set(MASK) or item.title or item.dated or item.stand_in)


def _begins(text: str, start: int, name: int) -> bool:
    """True if nothing but a title, a bracket or spaces stands between the label and the name."""
    between = text[start:name].strip(p.SPACES + "（(【[_＿")
    return (
        not between
        or parse_title(between) != NO_TITLE
        or bool(p.STAMP.search(between))
        or between.endswith(("科", "医师"))
    )


def _blank(page: _Page, hit: _Hit, stop: int, line_end: int) -> list[_Item]:
    text = page.text
    place = hit.value
    while place < stop and (text[place] in p.SPACES or text[place] in "_＿‗﹍―—–~～"):
        place += 1
    lined = any(c in "_＿‗﹍―—" for c in text[hit.value : place])
    struck = p.STRUCK.match(text, place, stop)
    if struck and not text[struck.end() : stop].strip(p.SPACES).strip("／/"):
        return [_Item(place, struck.end(), "")] if hit.label.weight >= p.PERSON else []
    if place < stop and text[place] in p.CLOSERS and text[hit.start - 1 : hit.start] in tuple("【[〔［（("):
        stop = place  # 【医师签名: 】
    rest = text[place:stop]
    if not p.EMPTY.fullmatch(rest) and not (place - hit.value > 1 and p.STAMP.search(rest) and len(rest) < _STAMP_NOTE):
        return []
    form = page.document.doc_type in _SIGNED_FORMS and place - hit.value > 1
    if hit.label.weight == p.WEAK and not lined and not form:
        return []
    if stop == line_end and place >= stop and not _closes(page, line_end):
        return []
    if place == hit.value:
        return [_Item(hit.start, hit.value, "")]
    return [_Item(hit.value, place, "")]


def _closes(page: _Page, line_end: int) -> bool:
    """True if what follows the line may follow a sign-off: nothing, a time, another label; not a text that the label heads."""
    rest = page.text[line_end : min(page.document.end, line_end + 60)].strip()
    if not rest:
        return True
    line = p.LINE.match(rest)[0].strip()  # type: ignore[index]
    return bool(p.TIME.match(line)) or any(c in line for c in ":：|｜") or len(line) <= 4 or line[0] in "【第"


def _parted(text: str, start: int, place: int) -> bool:
    """True if a sentence end, a bracket, a slash or a gap parts the label from the words before it."""
    before = text[start:place]
    stripped = before.rstrip(p.SPACES)
    return len(stripped) < len(before) or not stripped or stripped[-1] in p.SENTENCE_END + "【[）)】]，,、.|｜：:/／"


def _bare_line(page: _Page, start: int, end: int) -> list[_Item]:
    """A line, or the end of one, that consists of names alone."""
    if end - start > _MOST:
        return []
    reading = _read(page, start, end, labelled=False)
    return reading.items if reading.stop is None and reading.items else []


def _after_sentence(page: _Page, start: int, end: int) -> list[_Item]:
    """Names after the last sentence of a line, or in its last column."""
    text = page.text
    stop = end
    while stop > start and text[stop - 1] in p.SPACES:
        stop -= 1
    start = max(start, stop - _MOST)
    ended = p.TO_LAST_END.match(text, start, stop - 1)
    cut = ended.end() - 1 if ended else -1
    wide = max(text.rfind("\u3000\u3000", start, stop), text.rfind("   ", start, stop))
    cut = max(cut, wide)
    if cut < 0 or stop - cut > _MOST // 2:
        single = max(text.rfind("\u3000", start, stop), text.rfind(" ", start, stop))
        behind = text[start:single].rstrip(p.SPACES)[-1:]
        if single <= start or not (page.document.doc_type in _ROWS or behind in _BEFORE_NAME or behind.isdigit()):
            return []
        cut = single
    if text[start : cut + 1].rstrip(p.SPACES).endswith((":", "：", "、", "，")):
        return []  # the value of a key, or the end of a list
    return _bare_line(page, cut + 1, end)


# --- documents -------------------------------------------------------------------------------------------------------


def find_signatures(document: ExtractedDocument) -> list[Signature]:
    """Every sign-off of ``document``, in order of place; blanks have ``name == ""``.

    ``rank`` and ``capacity`` come from what is printed beside the name only. ``signed_at`` is the time printed after the name,
    or alone on the next line. Linear in the length of the document.
    """
    page = _Page(document)
    items: dict[int, list[_Item]] = {}
    alone: dict[int, bool] = {}
    for number, start, end in _promising(page):
        found, only = _labelled_line(page, start, end)
        if found:
            items[number] = items.get(number, []) + found
            alone[number] = only and start == page.lines[number][0]
    _tail(page, items, alone)
    if document.doc_type in _CHECKLISTS:
        _rows(page, items)
    ordered = [item for number in sorted(items) for item in _times(page, number, items[number])]
    return _join_names_below(page, [_signature(page, i) for i in sorted(ordered, key=lambda i: i.start)])


def _promising(page: _Page) -> list[tuple[int, int, int]]:
    """The sentences that hold something like a label with something like a name or a blank: line number, start and end."""
    text, begin, stop = page.text, page.document.start, page.document.end
    places = [m.end() - 1 for m in p.GATE.finditer(text, begin, stop) if _like_label(text, begin, m.start())]
    places += [m.start() for m in p.FORM.finditer(text, begin, stop)]
    places += [m.start() for m in p.BRACKET_LABEL.finditer(text, begin, stop) if _label_of(m[1]).label is not None]
    ends = [m.start() for m in p.SENTENCE.finditer(text, begin, stop)] if places else []
    found = set()
    for place in places:
        number = bisect_right(page.line_starts, place) - 1
        start, end = page.lines[number]
        i = bisect_left(ends, place)
        found.add((number, max(start, ends[i - 1] + 1) if i else start, min(end, ends[i]) if i < len(ends) else end))
    return sorted(found)


def _like_label(text: str, begin: int, place: int) -> bool:
    """True if the characters that end at ``place`` end some label."""
    last, before = text[place], text[place - 1] if place > begin else " "
    if last in "）)":
        return True
    return before + last in p.PAIRS or before in p.SPACES or (last in p.SINGLES and not is_han(before))


def _tail(page: _Page, items: dict[int, list[_Item]], alone: dict[int, bool]) -> None:
    """Names without a label: on the last lines of the document, after its last sentence, or set far to the right."""
    open_end = True
    for number in range(len(page.lines) - 1, -1, -1):
        start, end = page.lines[number]
        if not open_end and page.text[start] not in p.SPACES:
            continue  # neither at the end nor to the right
        line = page.text[start:end].strip()
        if not line:
            continue
        if number in items:
            open_end = open_end and alone[number]
            continue
        if open_end and (p.FOOTER.fullmatch(line) or _only_time(line)):
            continue
        right = _indented(page.text, start, end)
        if open_end or right:
            found = _bare_line(page, start, end) if number else []
            titled = all(item.title or item.label for item in found)
            found = found if right or titled or _ended(page, number) else []
            if not found and open_end:
                found = _after_sentence(page, start, end)
                open_end = False
            if found:
                items[number] = found
                continue
        open_end = False


def _rows(page: _Page, items: dict[int, list[_Item]]) -> None:
    """Every row of a nursing or order sheet may end in a name; the parties of a checklist stand label by name (手术医师甲)."""
    for number, (start, end) in enumerate(page.lines):
        if not number or number in items:
            continue
        found = _bare_line(page, start, end)
        found = found if all(i.label for i in found) else []
        if not found and page.document.doc_type in _ROWS:
            found = _after_sentence(page, start, end)
        if found:
            items[number] = found


def _only_time(line: str) -> bool:
    found = p.TIME.match(line)
    return bool(found) and found is not None and found.end() >= len(line)


def _indented(text: str, start: int, end: int) -> bool:
    columns, place = 0, start
    while place < end and text[place] in p.SPACES:
        columns += 2 if text[place] == "\u3000" else 8 if text[place] == "\t" else 1
        place += 1
    return columns >= _WIDE and end - place <= _MOST


def _ended(page: _Page, number: int) -> bool:
    """True if the text before line ``number`` came to an end: a sentence end, or a sign-off."""
    for before in range(number - 1, -1, -1):
        start, end = page.lines[before]
        line = page.text[start:end].strip()
        if line:
            return line[-1] in "。！？!?；;.）)：:" or _only_time(line)
    return False


def _times(page: _Page, number: int, found: list[_Item]) -> list[_Item]:
    """Give a sign-off without a time the one that stands alone on the next line, or before the name."""
    start = page.lines[number][0]
    if found and all(i.moment is None for i in found):
        stamp = page.stamp_at(max(start, found[0].start - 24), found[0].start)
        between = page.text[stamp[0] : found[0].start] if stamp else "x"
        if stamp and not between.strip(p.SPACES):
            found[0].moment = stamp[1]
    last = next((i for i in reversed(found) if i.name), None)
    if last is not None and last.moment is None and number + 1 < len(page.lines):
        below, end = page.lines[number + 1]
        if _only_time(page.text[below:end].strip()):
            stamp = page.stamp_at(below, end)
            last.moment = stamp[1] if stamp else None
    return found


def _join_names_below(page: _Page, found: list[Signature]) -> list[Signature]:
    """医师签名： with the name alone on the next line is one signature, no blank."""
    joined: list[Signature] = []
    for signature in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.name == ""
            and signature.role == ""
            and signature.name
            and len(p.LINE.findall(page.text, last.start, signature.end)) <= 3
            and not page.text[last.end : signature.start].strip()
        ):
            joined[-1] = replace(signature, role=last.role, kind=last.kind)
            continue
        joined.append(signature)
    return [s for s in joined if s.name or not _word_below(page, s)]


def _word_below(page: _Page, blank: Signature) -> bool:
    """True if the line below a label without a name holds nothing but a word: an unusual name, or what is no blank at all."""
    line = bisect_right(page.line_starts, blank.start) - 1
    if line + 1 >= len(page.lines) or page.text[blank.end : min(page.lines[line][1], blank.end + 4)].strip():
        return False
    start, end = page.lines[line + 1]
    word = "".join(page.text[start : min(end, start + _MOST)].split())
    return 2 <= len(word) <= _WORD and all(map(is_han, word)) and word not in p.LABELS and parse_title(word) == NO_TITLE


def _signature(page: _Page, item: _Item) -> Signature:
    role, title, side = item.title or _bare_role(item.role), _title(item), _side(page, item)
    capacity = Role.PATIENT_SIDE if side in _PATIENT_SIDE else title.role
    if capacity == Role.UNKNOWN and side == "nurse":
        capacity = Role.NURSE
    return Signature(
        start=item.start,
        end=item.end,
        name=item.name,
        role="代" if item.stand_in else role,
        kind="stand_in" if item.stand_in else side,
        rank=title.rank if title.certain else None,
        capacity=capacity,
        signed_at=item.moment,
        stands_for=item.stands_for,
    )


def _side(page: _Page, item: _Item) -> str:
    """The kind of the signature; a stand-in belongs to the side of the person he signs for."""
    kind, bare = item.label.kind if item.label else "author", item.label is None or item.role in p.SIGN
    form = page.document.doc_type in _FORMS_OF_PATIENTS
    if kind == "stand_in":
        item.stand_in = True
        return "family" if item.kin or (form and not p.STAFF.search(item.role)) else "author"
    if bare and (item.kin or (form and item.label is not None)):
        return "family" if item.kin else "patient"
    if kind == "family" and p.PROXY.search(item.role):
        item.stand_in = True
    nurse = bare and page.document.doc_type == "nursing_record" and _title(item).role in (Role.NURSE, Role.UNKNOWN)
    return "nurse" if nurse else kind


def _title(item: _Item) -> Title:
    beside = parse_title(item.title)
    return beside if beside != NO_TITLE else parse_title(item.role)


def _bare_role(label: str) -> str:
    for sign in p.SIGN:
        if label.endswith(sign) and len(label) > len(sign):
            return label[: -len(sign)]
    return "" if label in p.SIGN else label
