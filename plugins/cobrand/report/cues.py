"""A language → the words by which a sentence shows that it claims something, leans on the one before it, or only says hello.

Tables, and nothing else. A language that is not here is judged without words: by length, figures and place.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Patterns of one language. What greets, or is about the blog itself, is never chosen; the others weigh."""

    greeting: re.Pattern[str]
    housekeeping: re.Pattern[str]
    leaning: re.Pattern[str]  # begins with what only the sentence before explains
    telling: re.Pattern[str]  # begins a story
    claiming: re.Pattern[str]
    reporting: re.Pattern[str]  # what others said, or what hangs on another sentence

    def weigh(self, sentence: str) -> float:
        """Say how much of a claim a sentence is, in its author's voice."""
        claims = len({found.group().casefold() for found in self.claiming.finditer(sentence)})
        score = 0.9 * min(claims, 3)
        score -= 1.6 if self.leaning.search(sentence) else 0
        score -= 1.5 if self.telling.search(sentence) else 0
        return score - (1.0 if self.reporting.search(sentence) else 0)


def _cues(
    *,
    greeting: str,
    housekeeping: str,
    leaning: str,
    telling: str,
    claiming: str,
    reporting: str,
) -> Cues:
    def starts(words: str) -> re.Pattern[str]:
        return re.compile(rf"\A(?:{words})(?!\w)", re.IGNORECASE)

    def holds(words: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    return Cues(
        greeting=starts(greeting),
        housekeeping=holds(housekeeping),
        leaning=starts(leaning),
        telling=starts(telling),
        claiming=holds(claiming),
        reporting=holds(reporting),
    )


_NONE = _cues(greeting=_NEVER, housekeeping=_NEVER, leaning=_NEVER, telling=_NEVER, claiming=_NEVER, reporting=_NEVER)

_ENGLISH = _cues(
    greeting=r"hello|hi|hey|dear|welcome|greetings|good (?:morning|evening|day)|happy (?:new year|holidays|friday)|thanks?|thank you"
    r"|sorry|apologies|it(?:['\u2019]s| has) been (?:a while|a long time|ages|months)|long time no"
    r"|to (?:the|all|everyone|everybody|those)\b.{0,40}\bwho",
    housekeeping=r"subscribe|newsletter|sign up|click here|read (?:more|on)|follow me|this (?:blog|post|article|essay|series)|in this (?:blog|post|article)"
    r"|(?:first|last|next|previous|older|earlier) post|table of contents|originally (?:published|appeared)|cross-?posted|guest post|giveaway"
    r"|sponsored|affiliate|disclosure|disclaimer|update,? \d|photo by|written together|opinions (?:here )?are my own|webinar|register now",
    leaning=r"it(?:['\u2019]s)?|they|them|this|that(?:['\u2019]s)?|these|those|he|she|his|her|its|their|here(?:['\u2019]s)?|there|then|so|but|and|or|nor|yet|still"
    r"|because|which|also|however|therefore|thus|hence|otherwise|instead|meanwhile|afterwards|both|neither|either|another|such|again"
    r"|same|after that|for example|for instance|of course|in fact|in other words|as a result|first|second|third|finally|yes(?=[,.])|no(?=[,.])|ok|well|anyway|fine"
    r"|(?:in|at|on|with|from|after|before|behind|under|by) (?:that|this|these|those|them|it)|not (?:that|this)|at th(?:is|at)|what (?:worked|helped)"
    r"|one|two of|three of|the (?:one|other|second|third|last|first|former|latter|two|three)|matched|error|worked",
    telling=r"i(?:['\u2019](?:ve|m|d|ll))?|we(?:['\u2019](?:ve|re|d|ll))?|my|our|yesterday|today|tonight|last (?:week|month|year|summer|winter|spring|autumn)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|once|a (?:client|friend|colleague|reader|user|man|woman|neighbour)|an? \w+(?: \w+)? (?:showed|told|asked|wrote|wants|wanted|wished|came|called|let)|in (?:january|february|march|april|may|june|july|august|september|october|november|december)",
    claiming=r"is|are|no|isn['\u2019]t|aren['\u2019]t|never|always|must|should|cannot|can['\u2019]t|nobody|no one|everybody|everyone|every|only|most|more than|less than"
    r"|than|not|means?|matters?|costs?|because|if you|if|whoever|whatever|nothing|better|worse|best|worst|wrong|instead of|rather than"
    r"|need(?:s)? to|has to|have to|ought|don['\u2019]t|doesn['\u2019]t|won['\u2019]t|why|the (?:point|problem|trouble|question|answer|lesson|trick|fix|truth)",
    reporting=r"he|she|said|says|asked|asks|told|tells|replied|wrote to (?:me|us|say)|admits?|laughs"
    r"|do (?:it|so|this|that)|by the way",
)
_GERMAN = _cues(
    greeting=r"hallo|hi|liebe|lieber|guten (?:tag|morgen|abend)|willkommen|herzlich|moin|servus|grüezi|danke|vielen dank|entschuldig\w+|frohes|frohe|lange nichts",
    housekeeping=r"newsletter|abonnier\w+|in diesem (?:beitrag|artikel|text|blog)|dieser (?:beitrag|artikel|text)|weiterlesen|hier klicken|zuerst erschienen"
    r"|gastbeitrag|anzeige|werbung|transparenzhinweis|jetzt anmelden|webinar|foto:|aktualisiert am",
    leaning=r"das|dies|dieser|diese|dieses|diesen|diesem|er|sie|es|ihr|ihre|sein|seine|ihm|aber|und|oder|doch|denn|dazu|dabei|damit|darum|daher|deshalb|deswegen"
    r"|dann|danach|dort|da|so|also|auch|nun|allerdings|jedoch|trotzdem|außerdem|zudem|hier|hinzu|beides|beide|letzteres|ersteres|zum beispiel|ja|nein|nützlich fand|ärgerlich wird es",
    telling=r"ich|wir|mein|meine|unser|unsere|gestern|heute|neulich|vergangene woche|letzte woche|im (?:vergangenen|letzten) \w+|in der vergangenen \w+|man hat mir|am (?:mon|diens|donners|frei|sams|sonn)tag"
    r"|im (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|sommer|winter|herbst|frühjahr|jahr)|frau|herr|eine? \w+er",
    claiming=r"ist|sind|nie|niemals|immer|muss|müssen|sollte|sollten|darf|dürfen|kein|keine|keinen|nicht|nur|jede|jeder|jedes|niemand|alle|wer|mehr als|weniger als|als|besser|schlechter"
    r"|falsch|richtig|heißt|bedeutet|kostet|weil|wenn|statt|sondern|gehört|meistens|nichts|kaum",
    reporting=r"sagte|sagt er|sagt sie|fragte|antwortete|meinte|erzählte|erwiderte",
)
_FRENCH = _cues(
    greeting=r"bonjour|bonsoir|salut|chers?|chères?|bienvenue|merci|désolée?|bonne année|ça fait longtemps|coucou",
    housekeeping=r"newsletter|infolettre|abonnez-vous|inscrivez-vous|cet article|ce billet|ce blog|dans cet article|cliquez|lire la suite|publié initialement"
    r"|paru d['\u2019]abord|article invité|sponsorisé|webinaire|photo :",
    leaning=r"il|ils|elle|elles|cela|ça|ce|c['\u2019]\w+|cet|cette|ces|celui-ci|celle-ci|mais|et|ou|or|donc|car|puis|ensuite|alors|ainsi|aussi|pourtant|cependant|toutefois|enfin"
    r"|d['\u2019]abord|par exemple|en effet|de plus|son|sa|ses|leur|leurs|oui|non|là|voilà|voici",
    telling=r"je|j['\u2019]\w+|nous|mon|ma|mes|notre|nos|hier|aujourd['\u2019]hui|la semaine dernière|le mois dernier|l['\u2019]an dernier|une? (?:client|cliente|amie?|collègue)"
    r"|en (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)",
    claiming=r"est|sont|n['\u2019]est|ne|jamais|toujours|doit|doivent|faut|devrait|aucun|aucune|personne|rien|tout|tous|chaque|seul|seule|seulement|plus|moins|que|mieux|pire|faux|vrai"
    r"|coûte|signifie|parce que|si|au lieu de|plutôt que|pas",
    reporting=r"dit|disait|demanda|demandait|répondit|répond|a dit|m['\u2019]a dit",
)
_SPANISH = _cues(
    greeting=r"hola|buenos días|buenas|queridos?|queridas?|estimad[oa]s?|bienvenid[oa]s?|gracias|perdón|lo siento|feliz|cuánto tiempo|saludos",
    housekeeping=r"newsletter|bolet[ií]n|suscr[ií]b\w+|en (?:este|esta) (?:artículo|entrada|post|blog)|este (?:artículo|post|blog)|esta entrada|haz clic|leer más|seguir leyendo"
    r"|publicad[oa] originalmente|patrocinad\w+|foto:|seminario web",
    leaning=r"él|ella|ellos|ellas|eso|esto|ese|esa|esos|esas|este|esta|estos|estas|aquello|pero|y|e|o|u|así|entonces|luego|después|además|también|sin embargo|por (?:eso|ello|tanto|ejemplo)"
    r"|porque|pues|aunque|aquí|allí|ahí|su|sus|sí|no obstante|en cambio|ambos|ambas|lo (?:mismo|cual)",
    telling=r"yo|nosotros|mi|mis|nuestro|nuestra|ayer|hoy|la semana pasada|el mes pasado|el año pasado|un cliente|una clienta|un[ao]? (?:amig[oa]|colega)"
    r"|en (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)",
    claiming=r"es|son|no|nunca|jamás|siempre|debe|deben|debería|hay que|tiene que|nadie|nada|todo|todos|cada|sólo|solo|solamente|más|menos|que|mejor|peor|falso|cierto|cuesta|significa"
    r"|porque|si|quien|en lugar de|en vez de|sino|ningún|ninguna",
    reporting=r"dijo|dice|preguntó|respondió|contestó|me dijo",
)
_ARABIC = _cues(
    greeting=r"مرحبا\w*|أهلا\w*|أهلاً|السلام عليكم|صباح|مساء|شكرا\w*|شكراً|أعتذر|عذراً|كلّ? عام",
    housekeeping=r"النشرة البريديّ?ة|اشترك\w*|في هذ[اه] (?:المقال|المقالة|التدوينة)|هذه التدوينة|هذا المقال|اقرأ المزيد|اضغط|من أراد التفاصيل",  # noqa: RUF001 - it is Arabic
    leaning=r"هذا|هذه|ذلك|تلك|هو|هي|هم|وهو|وهي|فهو|فهي|وهذا|وهذه|وذلك|لكنّ?|ولكنّ?|ثمّ|ثم|أيضاً|كذلك|لذلك|ولذلك|لهذا|هناك|هنا|نعم|لا،|مثلاً|بعد ذلك|منذ ذلك|وما زال",
    telling=r"قال لي|كتبت|كنت|كنّا|أمس|اليوم|الأسبوع الماضي|الشهر الماضي|زرت|سألني|سألت|عددت\w*|أمضينا|اتّفقنا|فهمت\w*|لأبي",
    claiming=r"ليس|ليست|لا|لن|لم|يجب|ينبغي|دائماً|أبداً|كلّ?|أكثر|أقلّ?|أسرع|أفضل|أسوأ|إنّ?|أنّ?|لأنّ?|إذا|إن|من|لماذا|إلّا|غير أنّ|واحد",
    reporting=r"قال|قالت|سأل|سألت|أجاب",
)

_TABLE = {"ar": _ARABIC, "de": _GERMAN, "en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH}


@lru_cache(maxsize=256)
def of(language: str | None) -> Cues:
    """Return the cues of a language by its BCP 47 tag: `de-AT` is German."""
    return _TABLE.get((language or "").casefold().replace("_", "-").partition("-")[0], _NONE)
