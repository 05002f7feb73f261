using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Protocol;

/// <summary>What becomes of attempts and messages.</summary>
internal sealed partial class SagaDriver
{
    /// <summary>A step is done, or a compensation; with what it made of the user's state and what it sends.</summary>
    public void Succeeded(int step, Func<byte[], byte[]> change, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now)
    {
        if (!End(step))
            return;
        var next = _wanted.Steps[step].State switch
        {
            SagaStepState.Running => SagaStepState.Done,
            SagaStepState.Compensating => SagaStepState.Compensated,
            _ => (SagaStepState?)null,
        };
        if (next is null)
            return; // an operator skipped it meanwhile

        _wanted = _wanted.With(step, old => old with { State = next.Value, Error = next == SagaStepState.Done ? null : old.Error, IsStuck = false, EndedAt = now }) with
        {
            Data = change(_wanted.Data),
            Outbox = messages.Count == 0 ? _wanted.Outbox : [.. _wanted.Outbox, .. messages],
        };
    }

    /// <summary>
    /// Whether a participant's refusal means that nothing of the step has happened. That this attempt did nothing is not enough: one before it, by this driver
    /// (<paramref name="hadUnknown"/>) or by those that it took over from, may have arrived, or may yet; unless the participant has closed the step.
    /// </summary>
    public bool IsSure(int step, bool hadUnknown, bool isClosed) => isClosed || !_rules.DoubtsRefusals || !(hadUnknown || _inherited.Contains(step));

    /// <summary>
    /// The participant refused, and the step is not tried again. Not to be said of a pivot when that is not sure, nor beyond the point of no return: those must go on being tried.
    /// </summary>
    public void Refused(int step, string error, bool hadUnknown, bool isClosed, DateTimeOffset now) =>
        Fail(step, IsSure(step, hadUnknown, isClosed) ? SagaStepState.Refused : SagaStepState.Failed, error, now);

    /// <summary>The step was tried as often as it may be, or was withdrawn; whether anything of it happened is not known.</summary>
    public void GaveUp(int step, string error, DateTimeOffset now) => Fail(step, SagaStepState.Failed, error, now);

    /// <summary>The step was withdrawn before its first attempt.</summary>
    public void NotBegun(int step, DateTimeOffset now) =>
        Fail(step, _inherited.Contains(step) ? SagaStepState.Failed : SagaStepState.Refused, "It was withdrawn before its first attempt.", now);

    /// <summary>What must succeed keeps failing: noted for people to see. It goes on being tried.</summary>
    public void Stuck(int step, string error)
    {
        if (_wanted.Steps[step].State is SagaStepState.Running or SagaStepState.Compensating && !(_wanted.Steps[step] is { IsStuck: true } noted && noted.Error == error))
            _wanted = _wanted.With(step, old => old with { IsStuck = true, Error = error });
    }

    /// <summary>A message was taken.</summary>
    public void Delivered(string key)
    {
        _delivering.Remove(key);
        _wanted = _wanted with { Outbox = [.. _wanted.Outbox.Where(message => message.Key != key)] };
    }

    private void Fail(int step, SagaStepState state, string error, DateTimeOffset now)
    {
        if (End(step) && _wanted.Steps[step].State == SagaStepState.Running)
            _wanted = _wanted.With(step, old => old with { State = state, Error = error, EndedAt = now });
    }

    private bool End(int step) => _underWay.Remove(step);
}
