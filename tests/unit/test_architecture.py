"""The picture of the architecture shows the code as it is."""

from scripts import architecture


def test_the_picture_is_the_one_that_the_code_draws() -> None:
    assert architecture.PICTURE.read_text() == architecture.draw(), "make architecture draws it again"


def test_a_closure_passes_only_rooms_that_there_are() -> None:
    rooms = {room for row in architecture.layers() for room in row}
    assert set(architecture.CLOSURE) <= rooms


def test_every_arrow_runs_downward() -> None:
    depth = {room: row for row, rooms in enumerate(architecture.layers()) for room in rooms}
    arrows = [(room, used) for room, all_used in architecture.uses().items() for used in all_used]
    assert ("services", "access") in arrows
    assert all(depth[room] < depth[used] for room, used in arrows)
