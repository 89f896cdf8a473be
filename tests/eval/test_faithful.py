import json

from eval.faithful import measured, read


def test_records_alone_tell_what_share_of_their_sentences_is_faithful(tmp_path):
    cited = [{"document": "a.md", "text": "The wall was mended for £450. It rained."}]
    answers = [
        {"question_id": "q1", "text": "The wall was mended for £450. [1]", "citations": cited},
        {"text": "The wall was mended for £550. [1] It rained. [1]", "citations": cited},
        {"text": ""},
    ]
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(map(json.dumps, answers)))
    figures, troubles = measured(read(file))
    assert figures["faithful"][:2] == (2 / 3, 2)
    assert figures["faithful_answers"][:2] == (1 / 2, 2)
    assert figures["contradicted"].value == 1 / 3
    assert figures["unsourced_answers"].value == 0
    assert troubles == ["answer 2: contradicted: “The wall was mended for £550.”"]
