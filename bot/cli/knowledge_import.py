"""`hvbot knowledge import`: a page of the vendor becomes a draft, whose sentences are left for a person to write."""

from pathlib import Path

import click

from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.knowledge import sentence
from bot.cli.words import Command
from bot.errors import BadInput, PageError, Ref
from bot.vendor_site import LIMIT, fetch
from bot.wording import say
from knowledge import Language, recognize
from knowledge.article import Confidence, Source
from knowledge.drafts import Draft
from knowledge.lint import lint
from knowledge.vendor_page import Page, decoded, read

_PUBLISHER = "Veritas"


@click.command("import", cls=Command)
@click.argument("what", metavar="URL|FILE")
@pass_invocation
def import_page(invocation: Invocation, what: str) -> None:
    """Print the paths of the two files and what is left to do; exit 1 if the page cannot be had or is no article."""
    settings, language = invocation.settings_or_default(), invocation.language
    text, url = fetch(what) if "://" in what else (_saved(Path(what)), "")
    if not text.strip():
        raise PageError(Ref.PAGE_EMPTY)
    if (page := read(text, url)) is None:
        raise PageError(Ref.PAGE_NO_ARTICLE)
    from bot.cli.knowledge_memory import save  # noqa: PLC0415  it brings the database along, which most faults do not need

    paths = save(settings, draft_of(page), page.url)
    for path in paths:
        click.echo(str(path))
    click.echo(say(language, "knowledge-import-left"))
    for missing in lint(settings.knowledge.folder):
        if missing.file in paths:
            click.echo(sentence(missing, language))


def _saved(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as fault:
        raise BadInput(Ref.PAGE_FILE, detail=f"{path}: {fault.strerror}") from fault
    if len(data) > LIMIT:
        raise PageError(Ref.SITE_TOO_LARGE)
    return decoded(data)


def draft_of(page: Page) -> Draft:
    """Everything that the page tells as a fact."""
    other = Language.JA if page.language is Language.EN else Language.EN
    own = {"publisher": _PUBLISHER, "article": page.number, "url": page.url, "published": page.published}
    sources = [own | {"language": page.language}]
    if page.twin:
        sources.append({"publisher": _PUBLISHER, "article": page.twin, "language": other})
    shown = {finding.code for message in page.messages for finding in recognize(message)}
    return Draft(
        name=f"article-{page.number.lower()}",
        codes=page.codes,
        titles={page.language: page.title},
        products=(*page.versions, *(name for name in page.products if name not in " ".join(page.versions))),
        sources=tuple(map(Source.model_validate, sources)),
        examples=(*page.messages, *(code.umi or code.hex for code in page.codes if code not in shown)),
        confidence=Confidence.VENDOR_ARTICLE,
        commands=page.commands,
    )
