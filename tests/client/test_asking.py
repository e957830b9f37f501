"""What a cell shows of an answer, without a kernel."""

import pytest

from lectorium_client.asking import closed


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        ("Look at the loop.", ""),
        ("```python\nn += 1\n```\nThen run it.", ""),
        ("So:\n```python\nn += 1", "\n```"),
        ("~~~\n```\nn", "\n~~~"),
        ("````\n```\nn", "\n````"),
        ("```n += 1``` is a line.", ""),
        ("1. So:\n   ```\n   n", "\n   ```"),
        ("- ```\n  n\n  ```\n- Done.", ""),
        ("- ```\n  n", "\n  ```"),
    ],
)
def test_a_block_that_an_answer_broke_off_in_is_closed(answer: str, added: str) -> None:
    assert closed(answer) == answer + added
