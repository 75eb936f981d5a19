"""The words of the visitor's pages, by the core's own."""

from collections.abc import Mapping

from hearth.core.checks import With
from hearth.core.where import Met
from hearth.web.where import MET
from hearth.web.words import _

TALKS: Mapping[str, str] = {
    With.RESIDENT: _("The talk with the guest, alone"),
    With.HOST: _("The talk with the host"),
}
AGAINST: Mapping[str, str] = {
    "no_talk_with_resident": _("The talk with the guest is not written down."),
    "no_talk_with_host": _("The talk with the host is not written down."),
    "not_alone": _("The host could hear the guest. The guest must be seen alone."),
    "not_apart": _(
        "The two talks were held at the same time. They must be held one by one, or by two "
        "visitors in two places out of earshot."
    ),
    "not_yet": _("A talk ends later than now."),
    "by_call": _("A talk was held by telephone or video. This one must be held face to face."),
    "not_at_home": _("The guest was not seen at the home. This time they must be."),
    "not_elsewhere": _("The guest was seen at the home. This time it must be somewhere else."),
}
WRONG: Mapping[str, str] = {
    "missing": _("Choose one of the answers"),
    "too_long": _("This is too long to be kept in one piece: shorten it"),
    "no_choice": _("Choose one of these"),
    "no_text": _("Write words"),
    "no_boolean": _("Choose yes or no"),
    "no_date": _("Write a day as year, month and day, like 2026-03-27"),
    "not_asked": _("This does not go with what is chosen above; change one of the two"),
}
REFUSAL: Mapping[str, str] = {
    "refusal": _("The guest does not want to be seen"),
    "theirs": _(
        "It is theirs to say, to you and alone; the host cannot say it for them. Ask for no reason."
    ),
    "may_refuse": _(
        "The visit is then over, and the next one falls due as if this one had been missed. "
        "The lead learns of it."
    ),
    "may_not_refuse": _(
        "The rule of this visit does not let it be left out: it is recorded, does not count and "
        "is due again."
    ),
    "refuse": _("Write down that they do not want it"),
}
AWAY: Mapping[str, str] = {
    "wrong_code": _("This is not the code of this pack. Look at what you wrote down."),
    "empty": _("Nothing is packed on this phone. Where there is a network, open today's round."),
    "dead": _("The pack on this phone has ended, and is gone. What was typed in it is not lost."),
    "kept": _("Kept on this phone, sealed"),
    "not_kept": _("Not kept: this phone refuses to store it. Stay on this page, or use paper."),
    "waits": _("Handed in and sealed. It is sent by itself when there is a network."),
    "counts": _("Arrived. The visit counts."),
    "not_counted": _("Arrived. The visit does not count, and is due again."),
    "settled": _("Arrived, as you handed it in."),
    "half": _("Arrived. The visit is held once your colleague has handed in the other talk."),
    "kept_by_lead": _(
        "Arrived and kept for the safeguarding lead. It settles no visit: somebody recorded this "
        "one before, you wrote a talk with the guest down online, the stay has ended, a time lies "
        "ahead of us, or this phone was signed out."
    ),
    "refused": _("The service cannot read it. Keep this phone as it is, and call the office."),
    "too_long": _("It is too long to be sent. Keep this phone as it is, and call the office."),
    "unfinished": _("What was typed and not handed in waits for you in today's round."),
    "to_send": _("Handed in on this phone and not sent yet: %(num)s"),
    "problem": _("There is a problem"),
    "on": _("On which day?"),
    "began": _("When did it begin?"),
    "ended": _("When did it end?"),
    "utc": _("In UTC, like all times here"),
    "place": _("Where were you?"),
    "heard_resident": _("Could the host, or anybody of the home, hear you?"),
    "heard_host": _("Could the guest hear you?"),
    "heard_no": _("No, we were out of earshot"),
    "heard_yes": _("Yes, or perhaps"),
    "met": _("How did you meet?"),
    "met_home": MET[Met.HOME],
    "met_elsewhere": MET[Met.ELSEWHERE],
    "met_call": MET[Met.CALL],
    "this_one": _("This visit"),
    "said": _("What else was said?"),
    "yes": _("Yes"),
    "no": _("No"),
    "need_day": _("Write a day as year, month and day, like 2026-03-27"),
    "need_time": _("Write a time like 14:30"),
    "need_later": _("Write a time that is later than the one above"),
    "need_place": _("Write where you talked"),
    "need_met": _("Choose one of these"),
    "need_heard": _("Choose one of the two"),
    "need_said": _("Write what was said; if nothing was, write that"),
    "back": _("Back to the visits"),
    "done": _("This talk is written down"),
    "to_do": _("To do"),
    "begun": _("Begun"),
    "ready": _("Written down"),
    "hand_in": _("Hand in and seal"),
    "once": _("Once handed in, nobody can read it on this phone, and you cannot change it."),
    "counts_now": _("As it is written down now, this visit counts."),
    "would_not": _("As it is written down now, this visit would not count."),
    "how_to_find": _("How to find it"),
    "telephone": _("Telephone"),
    "address": _("Where"),
}
DONE: Mapping[str, str] = {
    "kept": _("What you wrote down is sealed, and the safeguarding lead can read it."),
    "pack_ended": _("The pack is signed out. At its next contact that phone forgets it."),
    "taken": _("This visit is yours today."),
    "laid_down": _("You have given the visit back. The address is closed again."),
    "written": _("The talk is written down. You alone can read it until you hand it in."),
    "held": _("The visit counts. What was said is sealed; you can no longer read it."),
    "half": _(
        "Your talk is sealed; you can no longer read it. The visit is held once your colleague "
        "has handed in the other talk."
    ),
    "refused": _("Written down: the guest did not want to be seen. Nobody asks them why."),
    "not_refused": _(
        "Written down: the guest did not want to be seen. The rule of this visit does not let it "
        "be left out, so it is due again."
    ),
    "not_counted": _(
        "The visit is recorded and does not count. What was said is sealed, "
        "and the visit is due again."
    ),
}
