"""The words in which something leaves, in each language of the pages of residents and hosts.

Each wording has another that says the same in other words, for whom one of them is unsafe. No
name, no service, no link; whoever reads along learns that somebody wrote.
"""

from collections.abc import Mapping

Wordings = Mapping[str, tuple[str, ...]]

ENGLISH = "en"
WORDINGS: Mapping[str, Wordings] = {
    ENGLISH: {
        "news": (
            "There is something new for you to read.",
            "Please look when you have a moment.",
        ),
        "meeting": (
            "We have found a time to meet. Please look when you can.",
            "Please get back to me.",
        ),
        "asked": (
            "Somebody would like to ask you something.",
            "Please look when you have a moment.",
        ),
        "waits": ("Something waits for you.", "Please look in when you can."),
        "free": (
            "Are you free on this day? Please look and say so:",
            "Would this day suit you? Please look and say so:",
        ),
        "closed": (
            "We are closed on this day:",
            "Nobody is in on this day:",
        ),
        "day": ("See you on", "Please keep free"),
        "tape": ("Please ring me back when you can.", "I will try again another time."),
        "own": ("",),
    },
    "uk": {
        "news": ("Для вас є щось нове почитати.", "Будь ласка, гляньте, коли матимете хвилину."),
        "meeting": (
            "Ми знайшли час для зустрічі. Гляньте, будь ласка, коли зможете.",
            "Будь ласка, відпишіть мені.",
        ),
        "asked": (
            "Дехто хотів би вас про щось запитати.",
            "Будь ласка, гляньте, коли матимете хвилину.",
        ),
        "waits": ("На вас дещо чекає.", "Будь ласка, зазирніть, коли зможете."),
        "free": (
            "Чи вільні ви цього дня? Будь ласка, зазирніть і дайте знати:",
            "Чи підійде вам цей день? Будь ласка, зазирніть і дайте знати:",
        ),
        "closed": (
            "Цього дня ми зачинені:",
            "Цього дня нікого не буде на місці:",
        ),
        "day": ("До зустрічі", "Будь ласка, не плануйте нічого на"),
        "tape": ("Передзвоніть мені, будь ласка, коли зможете.", "Я спробую ще раз пізніше."),
        "own": ("",),
    },
    "ar": {
        "news": ("هناك شيء جديد لتقرأه.", "يرجى الاطلاع عندما يتاح لك الوقت."),
        "meeting": ("وجدنا موعدًا للقاء. يرجى الاطلاع عندما تستطيع.", "يرجى الرد عليّ."),
        "asked": ("هناك من يود أن يسألك شيئًا.", "يرجى الاطلاع عندما يتاح لك الوقت."),
        "waits": ("هناك ما ينتظرك.", "يرجى الاطلاع عندما تستطيع."),
        "free": (
            "هل أنت متاح في هذا اليوم؟ يرجى الاطلاع والرد:",
            "هل يناسبك هذا اليوم؟ يرجى الاطلاع والرد:",
        ),
        "closed": (
            "نحن مغلقون في هذا اليوم:",
            "لن يكون أحد هنا في هذا اليوم:",
        ),
        "day": ("نراك في", "يرجى عدم الارتباط في"),
        "tape": ("يرجى معاودة الاتصال بي عندما تستطيع.", "سأحاول مرة أخرى لاحقًا."),
        "own": ("",),
    },
    "es": {
        "news": (
            "Hay algo nuevo para leer.",
            "Por favor, míralo cuando tengas un momento.",
        ),
        "meeting": (
            "Hemos encontrado una hora para vernos. Míralo cuando puedas.",
            "Por favor, respóndeme.",
        ),
        "asked": (
            "Alguien quiere preguntarte algo.",
            "Por favor, míralo cuando tengas un momento.",
        ),
        "waits": ("Hay algo que le espera.", "Por favor, mírelo cuando pueda."),
        "free": (
            "¿Tienes libre este día? Por favor, míralo y dilo:",
            "¿Te viene bien este día? Por favor, míralo y dilo:",
        ),
        "closed": (
            "Este día estamos cerrados:",
            "Este día no hay nadie:",
        ),
        "day": ("Nos vemos el", "Por favor, deja libre el"),
        "tape": ("Llámame cuando puedas, por favor.", "Lo intentaré en otro momento."),
        "own": ("",),
    },
}
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    ENGLISH: ("Hello", "Note"),
    "uk": ("Вітаю", "Нотатка"),
    "ar": ("مرحبًا", "ملاحظة"),
    "es": ("Hola", "Nota"),
}


def wordings(name: str, language: str) -> tuple[str, ...]:
    """Ways of saying it in a language; in English where it is none of these."""
    return WORDINGS.get(language, WORDINGS[ENGLISH])[name]


def subjects(language: str) -> tuple[str, ...]:
    """Subjects that say nothing, in a language; in English where it is none of these."""
    return SUBJECTS.get(language, SUBJECTS[ENGLISH])
