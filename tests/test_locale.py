"""The Dutch catalogue says everything that the code says, and nothing else."""

from __future__ import annotations

import gettext
import importlib.util
import io
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from charter import locale

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue_tool", ROOT / "tools" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogue(tool):
    with tool.PO.open("rb") as file:
        return read_po(file, locale="nl")


def test_every_sentence_of_the_code_has_dutch_with_the_same_places(tool, catalogue):
    assert tool.faults(catalogue) == []
    assert {message.id for message in catalogue if message.id} == set(tool.said_by_code())


def test_a_missing_translation_and_a_lost_place_are_both_faults(tool):
    from babel.messages.catalog import Catalog

    catalogue = Catalog(locale="nl")
    catalogue.add("Nobody answered", "", locations=[("charter/x.py", 0)])
    catalogue.add("%(n)s rows", "rijen", locations=[("charter/x.py", 0)])
    catalogue.add("Done", "Klaar", locations=[("charter/x.py", 0)])
    assert [fault.split(":")[0] for fault in tool.faults(catalogue)] == ["no Dutch", "other places"]


def test_nothing_is_fuzzy_or_obsolete(catalogue):
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    assert not catalogue.obsolete


def test_the_compiled_catalogue_is_that_of_the_text(tool, catalogue):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    with tool.MO.open("rb") as file:
        shipped = gettext.GNUTranslations(file)
    compiled.seek(0)
    fresh = gettext.GNUTranslations(compiled)
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            assert shipped.gettext(message.id) == fresh.gettext(message.id)
        elif message.id:
            for n in (1, 2):
                assert shipped.ngettext(*message.id, n) == fresh.ngettext(*message.id, n)


def test_dutch_is_spoken_after_asking_for_it(catalogue):
    message = next(m for m in catalogue if isinstance(m.id, str) and m.id and m.string not in ("", m.id))
    locale.use("nl")
    assert locale._(message.id) == message.string
