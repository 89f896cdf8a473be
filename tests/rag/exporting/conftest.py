from typing import Any

import pytest

HOSTILE = "See [here](https://evil.example) <script>x</script> ![i](http://a.example/i.png) www.evil.example `c` \x07"


@pytest.fixture
def record() -> dict[str, Any]:
    """An answer record of an invented council."""
    return {
        "version": 1,
        "question": "What did Tŷ Gŵyn’s roof cost?",
        "asked_as": "What did Ty Gwyn's roof cost in 2024?",
        "status": "answered",
        "reason": None,
        "text": "The roof came to £4,415. [1]",
        "mode": "quoted",
        "sentences": [{"text": "The roof came to £4,415.", "citations": [1], "support": 1.0, "quoted": True}],
        "citations": [
            {
                "marker": 1,
                "label": "Cyngor Ŵyn, 9 January 2024, item 32/23, page 2 (draft minutes)",
                "item_title": "Roof",
                "quote": "The roof came to £4,415.",
                "document": "ŵyn_2024.pdf",
            }
        ],
    }


@pytest.fixture
def hostile(record: dict[str, Any]) -> dict[str, Any]:
    """The same with text that would act if it were taken for markup."""
    cited = record["citations"][0]
    told = dict.fromkeys(("quote", "label", "item_title", "document"), HOSTILE)
    return {**record, "question": HOSTILE, "asked_as": HOSTILE, "text": HOSTILE, "citations": [{**cited, **told}]}
