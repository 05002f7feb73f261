using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Protocol;

/// <summary>
/// The course of a saga: what a record becomes when everything that can begin without waiting has begun. A pure function, so what a saga does next
/// depends on nothing but its plan and what is durable of it (Garcia-Molina and Salem, "Sagas", SIGMOD 1987, section 4: backward and forward recovery).
/// </summary>
internal static class SagaCourse
{
    /// <summary>Moves the record on.</summary>
    /// <param name="plan">The steps.</param>
    /// <param name="record">Where the saga stands.</param>
    /// <param name="attempts">What the driver knows of its attempts.</param>
    /// <param name="now">The time to note.</param>
    /// <param name="rules">The rules to obey.</param>
    public static SagaRecord Advance(SagaPlan plan, SagaRecord record, IAttempts attempts, DateTimeOffset now, SagaRules rules)
    {
        if (record.State == SagaState.Running && Failed(record) is { } failed)
            record = record with { State = SagaState.Compensating, Failure = record.Failure ?? $"{plan.Steps[failed].Name}: {record.Steps[failed].Error}" };

        return record.State switch
        {
            SagaState.Running => Forward(plan, record, now),
            SagaState.Compensating => Backward(plan, record, attempts, now, rules),
            _ => record,
        };
    }

    private static int? Failed(SagaRecord record)
    {
        for (var step = 0; step < record.Steps.Count; step++)
        {
            if (record.Steps[step].State is SagaStepState.Refused or SagaStepState.Failed)
                return step;
        }

        return null;
    }

    private static SagaRecord Forward(SagaPlan plan, SagaRecord record, DateTimeOffset now)
    {
        var open = Where(record, state => state is not (SagaStepState.Done or SagaStepState.Skipped));
        if (open.Count == 0)
            return record with { State = SagaState.Completed, EndedAt = now };

        var stage = open.Min(step => plan.Steps[step].Stage);
        foreach (var step in open.Where(step => plan.Steps[step].Stage == stage && record.Steps[step].State == SagaStepState.Waiting))
            record = record.With(step, old => old with { State = SagaStepState.Running, StartedAt = now });
        return record;
    }

    private static SagaRecord Backward(SagaPlan plan, SagaRecord record, IAttempts attempts, DateTimeOffset now, SagaRules rules)
    {
        var running = Where(record, state => state == SagaStepState.Running);
        if (rules.AwaitsAttempts && running.Any(attempts.IsUnderWay))
            return record;

        // What was begun and is not under way: nobody is left who would tell how it ended.
        foreach (var step in running)
        {
            record = record.With(step, old => attempts.MayHaveBegun(step)
                ? old with { State = SagaStepState.Failed, Error = old.Error ?? "The saga turned back before it was known how this step ended.", EndedAt = now }
                : old with { State = SagaStepState.Waiting, StartedAt = null });
        }

        var undone = Where(record, NeedsUndoing(rules)).Where(step => plan.Steps[step].CanCompensate).ToList();
        if (undone.Count == 0)
            return record with { State = SagaState.Compensated, EndedAt = now };

        var stage = rules.CompensatesInReverse ? undone.Max(step => plan.Steps[step].Stage) : undone.Min(step => plan.Steps[step].Stage);
        foreach (var step in undone.Where(step => plan.Steps[step].Stage == stage && record.Steps[step].State != SagaStepState.Compensating))
            record = record.With(step, old => old with { State = SagaStepState.Compensating, StartedAt = now, EndedAt = null, IsStuck = false });
        return record;
    }

    private static Func<SagaStepState, bool> NeedsUndoing(SagaRules rules) => state =>
        state is SagaStepState.Done or SagaStepState.Compensating || (state == SagaStepState.Failed && rules.CompensatesUnknown);

    private static List<int> Where(SagaRecord record, Func<SagaStepState, bool> wanted) =>
        [.. Enumerable.Range(0, record.Steps.Count).Where(step => wanted(record.Steps[step].State))];
}
