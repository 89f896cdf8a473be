from eval.speed import measure_speed


def test_questions_are_repeated_until_there_are_enough_and_the_first_stands_apart(gold, say, clerk):
    questions = [gold(id=str(number), question=str(number)) for number in range(3)]
    assistant = clerk({str(number): say("£500") for number in range(3)})
    measured = measure_speed(assistant, questions, 7)
    assert (measured.asked, measured.distinct, len(assistant.asked)) == (7, 3, 8)
    assert {question.text for question in assistant.asked[1:4]} == {"0", "1", "2"}
    assert 0 < measured.p50_ms <= measured.p95_ms <= measured.longest_ms


def test_fewer_than_there_are_come_from_the_whole_of_the_files(gold, say, clerk):
    questions = [gold(id=str(number), question=str(number)) for number in range(40)]
    assistant = clerk({str(number): say("£500") for number in range(40)})
    assert measure_speed(assistant, questions, 10).distinct == 10
    assert max(int(question.text) for question in assistant.asked[1:]) > 20
