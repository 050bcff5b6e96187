"""Small closed classes of words: where the claim has one member and the passage another, they say different things."""

from __future__ import annotations

from functools import cache

from index.store.terms import stems

# Each class is a line of groups; the words of a group are the same for the check. "!" begins a class of two that are
# each other's denial, so that "not excluded" is "included".
CLASSES = """
! permit permitted allow allowed lawful legal may | prohibit prohibited forbid forbidden forbade ban banned illegal
! include included cover covered inclusive | exclude excluded exclusion
! open opened | close closed shut
! accept accepted approve approved grant granted agree agreed | reject rejected refuse refused
! rise rose risen rising increase increased grow grew grown climb climbed gain gained raise raised double doubled up |
  fall fell fallen falling decrease decreased drop dropped decline declined reduce reduced shrink shrank sink sank cut
  lower lowered halve halved down
double doubled twofold | halve halved half | triple tripled treble
! improve improved | worsen worsened deteriorate deteriorated
! possible | impossible
! safe safely | dangerous unsafe
! transferable | untransferable
won | lost
win victory | defeat lose
buy bought purchase purchased acquire acquired | sell sold sale
import imported | export exported
borrow borrowed | lend lent
profit surplus | loss deficit
join joined | leave left withdraw withdrew quit
arrive arrives arrived arrival | depart departs departed departure
begin begins began begun start started starts commence | end ends ended finish finished expire expires stop stopped
convict convicted guilty | acquit acquitted innocent
admit admitted confess confessed | deny denied denies
! support supported favour | oppose opposed
pass passed | fail failed
expand expanded expands | contract contracts contracted
absorb absorbs absorbed | release releases released emit emitted
boil boils boiled | freeze freezes froze frozen | melt melts melted
daily day | weekly week | fortnightly fortnight | monthly month | quarterly | annual annually yearly year | hourly hour
spring | summer | autumn | winter
monday | tuesday | wednesday | thursday | friday | saturday | sunday
january | february | march | april | june | july | august | september | october | november | december
north northern | south southern | east eastern | west western
first | second | third | last
morning | noon afternoon | evening | night
breakfast | lunch | dinner supper
before | after
until | since
above over | below under
inside | outside
with | without
left | right
top upper | bottom
highest | lowest
largest biggest | smallest
longest | shortest
maximum most | minimum least
early | late
earlier | later
oldest | newest youngest
older | newer younger
coldest | warmest hottest
colder cooler | warmer hotter
next | previous
father | mother
brother | sister
son | daughter
husband | wife
boy | girl
man men | woman women
male | female
landlord | tenant
lessor | lessee
licensor | licensee
buyer purchaser | seller vendor
customer | vendor supplier
lender | borrower
creditor | debtor
doctor physician | patient
teacher | pupil student
plaintiff claimant | defendant
prosecutor prosecution | defence
adult | child children
parent | child children
drug vaccine | placebo
public | private
domestic | foreign international
direct | indirect
fixed | variable
gross | net
temporary | permanent
primary | secondary
internal | external
visible | hidden
urban | rural
minor | major
wet | dry
single | return
paid | unpaid
advance | arrears
phone telephone | post | email
eye | ear
red | green | blue | yellow | black | white
some several few half part | all every everyone everybody
mainly often | rarely seldom
off | on
rent | sale
"""

# Who acts and who is acted on, where both have one stem.
ENDS = {"employer": "employee", "insurer": "insured", "licensor": "licensee", "payer": "payee", "trainer": "trainee"}
ENDS |= {other: one for one, other in ENDS.items()}


@cache
def _members() -> dict[str, tuple[tuple[int, int, bool], ...]]:
    """For each stem the classes that it is of: number of the class, of the group in it, and whether it is one of two
    that are each other's denial."""
    found: dict[str, dict[tuple[int, int, bool], None]] = {}
    lines = CLASSES.replace("|\n ", "|").replace("\n  ", " ").strip().splitlines()
    for number, line in enumerate(lines):
        for group, words in enumerate(line.removeprefix("!").split("|")):
            for word in words.split():
                found.setdefault(stems(word)[-1], {})[number, group, line[0] == "!"] = None
    return {stem: tuple(places) for stem, places in found.items()}


def rivals(one: str, other: str) -> bool | None:
    """Whether two stems are of one class, in different groups: True where each is the other's denial, False where they
    only exclude each other, None where they do neither."""
    theirs = _members().get(other, ())
    for number, group, denial in _members().get(one, ()):
        if any(number == its and group != place for its, place, _ in theirs):
            same = any(number == its and group == place for its, place, _ in theirs)
            return None if same else denial
    return None


def classed(stem: str) -> bool:
    """Whether a stem is of a class."""
    return stem in _members()
