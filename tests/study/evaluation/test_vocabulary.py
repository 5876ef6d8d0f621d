from __future__ import annotations

from simgen.study.evaluation.vocabulary import Vocabulary


def test_categories_that_share_a_class_share_a_label_and_others_do_not() -> None:
    words = Vocabulary(
        {
            "mug": frozenset({"Mug", "Cup"}),
            "espresso_cup": frozenset({"Cup"}),
            "book": frozenset({"Book"}),
        }
    )
    assert words.of_category("mug") == words.of_category("espresso_cup") == words.of_class("Mug") == "Cup/Mug"
    assert (words.of_category("book"), words.of_category("lamp"), words.of_class("Dog")) == ("Book", None, None)
    assert words.right("mug", "Cup")
    assert not words.right("espresso_cup", "Mug")


def test_names_are_compared_without_case_underscores_and_wordnet_suffix_and_the_table_decides() -> None:
    names = {"mug": ["cup", "mug.n.04"], "potted_plant": [], "sofa": ["couch"], "vase": ["vase"]}
    words = Vocabulary.by_names(
        ["Mug", "Potted plant", "studio couch, couch", "vase"], names, {"vase": (), "sofa": ("Mug",)}
    )
    assert words.accepted == {
        "mug": frozenset({"Mug"}),
        "potted_plant": frozenset({"Potted plant"}),
        "sofa": frozenset({"Mug"}),
    }
