using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Protocol;

/// <summary>What operators do. Each returns what is wrong with it, or null.</summary>
internal sealed partial class SagaDriver
{
    /// <summary>So many interventions are kept, the last ones.</summary>
    private const int KeptInterventions = 20;

    /// <summary>Tries now what waits for its next attempt.</summary>
    public string? Retry(string? name, string by, string reason, DateTimeOffset now)
    {
        var steps = _underWay.Keys.Where(step => name is null || _plan.Steps[step].Name == name).ToList();
        if (name is not null && Find(name, out var missing) is null)
            return missing;
        if (steps.Count == 0)
            return name is null ? "No step is under way: there is nothing to retry." : $"The step '{name}' is {Words(name)}: only one that is running or being compensated can be retried.";
        Note("retry", name, by, reason, now);
        foreach (var step in steps)
            _effects.Add(new SagaEffect.Hurry(step));
        return null;
    }

    /// <summary>
    /// Takes a step, or its compensation, as carried out. An attempt that is under way is withdrawn and may still take effect.
    /// </summary>
    public string? Skip(string name, string by, string reason, DateTimeOffset now)
    {
        if (Find(name, out var missing) is not { } step)
            return missing;
        SagaStepState? next = _wanted.Steps[step].State switch
        {
            SagaStepState.Running when _wanted.State == SagaState.Running => SagaStepState.Skipped,
            SagaStepState.Compensating => SagaStepState.CompensationSkipped,
            _ => null,
        };
        if (next is null)
            return $"The step '{name}' is {Words(name)}: only one that is running or being compensated can be skipped.";
        _wanted = _wanted.With(step, old => old with { State = next.Value, IsStuck = false, EndedAt = now });
        Note("skip", name, by, reason, now);
        if (_underWay.TryGetValue(step, out var isWithdrawn) && !isWithdrawn)
            Withdraw(step);
        return null;
    }

    /// <summary>Turns back, if that is still possible.</summary>
    public string? Cancel(string by, string reason, DateTimeOffset now)
    {
        if (_wanted.State != SagaState.Running)
            return $"The saga is {_wanted.State.ToString().ToLowerInvariant()}: only one that is running can be cancelled.";
        for (var step = 0; step < _wanted.Steps.Count; step++)
        {
            if (_plan.MustSucceed(step) && _wanted.Steps[step].State != SagaStepState.Waiting)
                return $"The saga has passed its point of no return ('{_plan.Steps[step].Name}' may have happened and cannot be undone): it can only go on. Skip the steps that cannot succeed.";
        }

        _wanted = _wanted with { State = SagaState.Compensating, Failure = $"Cancelled by {by}: {reason}" };
        Note("cancel", null, by, reason, now);
        return null;
    }

    private void Note(string action, string? step, string by, string reason, DateTimeOffset now) =>
        _wanted = _wanted with { Interventions = [.. _wanted.Interventions.TakeLast(KeptInterventions - 1), new SagaIntervention(now, action, step, by, reason)] };

    private int? Find(string name, out string? missing)
    {
        for (var step = 0; step < _plan.Steps.Count; step++)
        {
            if (_plan.Steps[step].Name == name)
            {
                missing = null;
                return step;
            }
        }

        missing = $"The saga has no step '{name}'. It has {string.Join(", ", _plan.Steps.Select(step => $"'{step.Name}'"))}.";
        return null;
    }

    private string Words(string name) => _wanted.Steps[Find(name, out _)!.Value].State.ToString().ToLowerInvariant();
}
