from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simgen.dataset import read
from simgen.errors import DatasetError
from tests.handmade import CATEGORIES, dataset


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return dataset(tmp_path / "data", 4)


def test_without_torch_the_import_says_what_to_install() -> None:
    code = "import sys; sys.modules['torch'] = None\nimport simgen.torch"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "torch is not installed. Install it: pip install 'simgen[torch]'." in done.stderr


def test_an_item_is_what_detection_models_take(folder: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is an extra")
    from simgen.torch import SimgenDataset

    image, target = SimgenDataset(folder)[0]
    record = read(folder)[0]
    assert image.shape == (3, 12, 16) and image.dtype == torch.float32
    np.testing.assert_allclose(image.numpy().transpose(1, 2, 0) * 255, record.rgb, atol=1e-4)
    assert target["boxes"].tolist() == [[6.0, 5.0, 10.0, 9.0]]
    assert target["labels"].tolist() == [CATEGORIES["mug"]]
    np.testing.assert_array_equal(target["masks"][0].numpy(), record.instance_id == 2)
    np.testing.assert_array_equal(target["depth_m"].numpy(), record.depth_m)
    np.testing.assert_array_equal(target["semantic"].numpy(), record.semantic_id)


def test_a_picture_without_objects_has_empty_targets_of_the_right_shape(folder: Path) -> None:
    pytest.importorskip("torch", reason="torch is an extra")
    from simgen.torch import SimgenDataset

    _, target = SimgenDataset(folder)[1]
    assert target["boxes"].shape == (0, 4) and target["masks"].shape == (0, 12, 16) and len(target["labels"]) == 0


def test_small_and_hidden_things_can_be_left_out(folder: Path) -> None:
    pytest.importorskip("torch", reason="torch is an extra")
    from simgen.torch import SimgenDataset

    assert len(SimgenDataset(folder, min_visible_px=16)[0][1]["labels"]) == 1
    assert len(SimgenDataset(folder, min_visible_px=17)[0][1]["labels"]) == 0
    assert len(SimgenDataset(folder, min_visible_fraction=1.1)[0][1]["labels"]) == 0


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"relight": 3}, "relight is 3. Give a simgen.Relighting, or a function like it."),
        ({"split": "tran"}, "no sample is of split 'tran'. There are none to choose from."),
    ],
)
def test_what_makes_no_sense_is_refused_before_the_first_item(folder: Path, said: dict[str, Any], message: str) -> None:
    pytest.importorskip("torch", reason="torch is an extra")
    from simgen.torch import SimgenDataset

    with pytest.raises(DatasetError) as caught:
        SimgenDataset(folder, **said)
    assert str(caught.value).endswith(message)


def test_the_transform_comes_last(folder: Path) -> None:
    pytest.importorskip("torch", reason="torch is an extra")
    from simgen.torch import SimgenDataset

    assert SimgenDataset(folder, transform=lambda image, target: (image.shape, target["key"]))[2] == (
        (3, 12, 16),
        "handmade-000002-main",
    )


@pytest.mark.slow
def test_loader_workers_give_the_items_in_order(folder: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is an extra")
    from simgen.torch import SimgenDataset, collate

    data = SimgenDataset(folder)
    loader = torch.utils.data.DataLoader(
        data, batch_size=2, num_workers=2, collate_fn=collate, multiprocessing_context="spawn"
    )
    items = [(image, target) for images, targets in loader for image, target in zip(images, targets, strict=True)]
    assert [target["key"] for _, target in items] == [record.key for record in read(folder)]
    for index, (image, _) in enumerate(items):
        assert torch.equal(torch.as_tensor(image), torch.as_tensor(data[index][0]))
