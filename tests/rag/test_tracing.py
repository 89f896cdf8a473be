import pytest

from rag.tracing import Step, Trace


def test_a_step_is_noted_with_what_it_gave_back():
    trace = Trace()
    assert trace.step("add", sum, [2], start=3) == 5
    assert trace.step("say", str.upper, "so") == "SO"
    assert [(one.name, one.result) for one in trace.steps] == [("add", 5), ("say", "SO")]
    assert all(one.ms >= 0 for one in trace.steps)


def test_a_step_that_fails_is_not_noted():
    trace = Trace()
    with pytest.raises(ZeroDivisionError):
        trace.step("divide", lambda: 1 / 0)
    assert trace.steps == []


def test_the_time_of_steps_of_one_name_is_summed_and_so_is_all_of_it():
    times = (("read", 1.5), ("quote", 0.2), ("read", 2.0))
    trace = Trace(steps=[Step(name=name, result=None, ms=ms) for name, ms in times])
    assert trace.timings_ms == {"read": 3.5, "quote": 0.2, "total": 3.7}
    assert isinstance(Trace().timings_ms["total"], float)  # as the answer record has it, steps or none
