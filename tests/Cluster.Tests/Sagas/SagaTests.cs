using Cluster.Sagas;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Sagas;

/// <summary>Sagas as a program uses them, over three silos.</summary>
public sealed class SagaTests(SagaCluster cluster) : IClassFixture<SagaCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterSagas Sagas => cluster.Sagas;

    [Fact]
    public async Task Saga_WhoseStepsSucceed_CompletesInOrderAndItsMessageArrives()
    {
        var (id, script) = New();
        var saga = await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token);
        var result = await saga.WaitAsync<Play>(Token);

        Assert.True(saga.IsNew);
        Assert.True(result.IsCompleted, result.Failure);
        Assert.Equal("one", result.Value.Notes[0]);
        Assert.Equal(["three", "two"], result.Value.Notes.Skip(1).Take(2).Order());
        Assert.Equal(["pivot", "last"], result.Value.Notes.Skip(3));
        await Eventually.TrueAsync(() => script.Count("letter last/run/letter") == 1, "the letter arrives under its key");
        await Eventually.TrueAsync(async () => (await saga.GetStatusAsync(Token)).PendingMessages == 0, "nothing is left to send");
    }

    [Fact]
    public async Task Start_UnderAnIdThatThereIs_StartsNothing()
    {
        var (id, script) = New();
        await (await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token)).WaitAsync(Token);
        var again = await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token);
        await again.WaitAsync(Token);

        Assert.False(again.IsNew);
        Assert.Equal(1, script.Count("one"));
        var other = await Assert.ThrowsAsync<ArgumentException>(() => Sagas.StartAsync("impatient", id, new Play { Script = id }, Token));
        Assert.Contains("'scripted'", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saga_RefusedInTheMiddle_UndoesWhatHappenedInReverse()
    {
        var (id, script) = New();
        script.On("pivot", _ => throw new SagaStepRefusedException("No money."));
        var result = await (await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token)).WaitAsync<Play>(Token);

        Assert.Equal((SagaState.Compensated, "pivot: No money."), (result.State, result.Failure));
        var undone = script.Events.Where(act => act.StartsWith("undo", StringComparison.Ordinal)).ToList();
        Assert.Equal(["undo three", "undo two"], undone.Take(2).Order());
        Assert.Equal(["undo one"], undone.Skip(2));
        Assert.Equal(0, script.Count("last"));
    }

    [Fact]
    public async Task Step_ThatFailsAndThenSucceeds_IsTriedAgain()
    {
        var (id, script) = New();
        script.On("one", number => _ = number < 3 ? throw new InvalidOperationException("not yet") : 0);
        var result = await (await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token)).WaitAsync<Play>(Token);

        Assert.True(result.IsCompleted, result.Failure);
        Assert.Equal(3, script.Count("one"));
    }

    [Fact]
    public async Task Step_ThatIsGivenUp_MayHaveHappenedAndIsUndone()
    {
        var (id, script) = New();
        script.On("one", _ => throw new InvalidOperationException("who knows"));
        var status = await (await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token)).WaitAsync(Token);

        Assert.Equal(SagaState.Compensated, status.State);
        Assert.Equal((3, 1), (script.Count("one"), script.Count("undo one")));
        Assert.Contains("who knows", status.Failure, StringComparison.Ordinal);
        Assert.Equal(SagaStepState.Waiting, status.Steps[1].State);
    }

    [Fact]
    public async Task Step_RefusedAtOnce_IsNotUndone()
    {
        var (id, script) = New();
        script.On("one", _ => throw new SagaStepRefusedException("No."));
        var status = await (await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token)).WaitAsync(Token);

        Assert.Equal((SagaState.Compensated, SagaStepState.Refused), (status.State, status.Steps[0].State));
        Assert.Equal(0, script.Count("undo one"));
    }

    [Fact]
    public async Task Step_ThatTakesTooLong_IsTriedAgainAndThenUndone()
    {
        var (id, script) = New();
        script.On("slow", (_, token) => Task.Delay(Timeout.Infinite, token));
        var status = await (await Sagas.StartAsync("impatient", id, new Play { Script = id }, Token)).WaitAsync(Token);

        Assert.Equal(SagaState.Compensated, status.State);
        Assert.Equal((2, 1, 1), (script.Count("slow"), script.Count("undo slow"), script.Count("undo one")));
    }

    [Fact]
    public async Task Compensation_ThatFails_IsShownAndSkippedWithAReason()
    {
        var (id, script) = New();
        script.On("pivot", _ => throw new SagaStepRefusedException("No money.")).On("undo two", _ => throw new InvalidOperationException("hotel closed"));
        var saga = await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token);
        await Eventually.TrueAsync(async () => (await saga.GetStatusAsync(Token)).NeedsAttention, "the compensation is stuck");
        var listed = Assert.Single(await Sagas.ListAsync(1000, Token), listed => listed.Id == id);
        Assert.Contains(listed.Steps, step => step is { Name: "two", IsStuck: true } && step.Error!.Contains("hotel closed", StringComparison.Ordinal));
        Assert.Equal(0, script.Count("undo one"));

        await saga.RetryAsync("try once more", by: "ada", cancellationToken: Token);
        await Assert.ThrowsAsync<SagaInterventionException>(() => saga.SkipAsync("one", "not its turn", cancellationToken: Token));
        await saga.SkipAsync("two", "settled by phone", "ada", Token);
        var end = await saga.WaitAsync(Token);

        Assert.Equal(SagaState.Compensated, end.State);
        Assert.Equal(SagaStepState.CompensationSkipped, end.Steps.Single(step => step.Name == "two").State);
        Assert.Equal([("retry", null, "ada", "try once more"), ("skip", "two", "ada", "settled by phone")], end.Interventions.Select(done => (done.Action, done.Step, done.By, done.Reason)));
        Assert.Equal(1, script.Count("undo one"));
    }

    [Fact]
    public async Task StepAfterThePivot_ThatFails_IsTriedUntilItSucceeds()
    {
        var (id, script) = New();
        script.On("last", number => _ = number < 6 ? throw new InvalidOperationException("not yet") : 0);
        var saga = await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token);

        Assert.Equal(SagaState.Completed, (await saga.WaitAsync(Token)).State);
        Assert.Equal(6, script.Count("last"));
    }

    [Fact]
    public async Task Cancel_BeforeThePivot_TurnsBack_AndAfterItIsRefused()
    {
        var (id, script) = New();
        var gate = new TaskCompletionSource();
        script.On("two", (_, token) => gate.Task.WaitAsync(token));
        var saga = await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token);
        await Eventually.TrueAsync(() => script.Count("two") > 0, "the second stage runs");
        await saga.CancelAsync("no longer wanted", "ada", Token);
        var end = await saga.WaitAsync(Token);
        Assert.Equal((SagaState.Compensated, "Cancelled by ada: no longer wanted"), (end.State, end.Failure));
        Assert.Equal((1, 1, 0), (script.Count("undo two"), script.Count("undo one"), script.Count("pivot")));

        var (late, lateScript) = New();
        var lateGate = new TaskCompletionSource();
        lateScript.On("last", (_, token) => lateGate.Task.WaitAsync(token));
        var lateSaga = await Sagas.StartAsync("scripted", late, new Play { Script = late }, Token);
        await Eventually.TrueAsync(() => lateScript.Count("last") > 0, "the last step runs");
        await Assert.ThrowsAsync<SagaInterventionException>(() => lateSaga.CancelAsync("too late", cancellationToken: Token));
        lateGate.SetResult();
        Assert.Equal(SagaState.Completed, (await lateSaga.WaitAsync(Token)).State);
    }

    [Fact]
    public async Task Watch_TellsEachStepAndEndsWithTheLastState()
    {
        var (id, _) = New();
        var saga = await Sagas.StartAsync("scripted", id, new Play { Script = id }, Token);
        var seen = new List<SagaStatus>();
        await foreach (var status in saga.WatchAsync(Token))
            seen.Add(status);

        Assert.True(seen[^1].IsFinal);
        Assert.All(seen[..^1], status => Assert.False(status.IsFinal));
    }

    [Fact]
    public async Task Start_FromJson_AndWithWhatCannotBeRead_SaysWhatIsWrong()
    {
        var (id, _) = New();
        var saga = await Sagas.StartFromJsonAsync("scripted", id, $$"""{"script":"{{id}}"}""", Token);
        var end = await saga.WaitAsync(Token);
        Assert.Equal(SagaState.Completed, end.State);
        Assert.Contains($"\"script\":\"{id}\"", end.Data, StringComparison.Ordinal);

        var unknownField = await Assert.ThrowsAsync<ArgumentException>(() => Sagas.StartFromJsonAsync("scripted", $"{id}-2", """{"skript":"x"}""", Token));
        Assert.Contains("skript", unknownField.Message, StringComparison.Ordinal);
        var unknownKind = await Assert.ThrowsAsync<ArgumentException>(() => Sagas.StartAsync("nobody", $"{id}-3", new Play(), Token));
        Assert.Contains("'scripted'", unknownKind.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => Sagas.StartAsync("scripted", "not an id", new Play(), Token));
        var large = await Assert.ThrowsAsync<ArgumentException>(() => Sagas.StartAsync("scripted", $"{id}-4", new Play { Filler = new string('x', 40_000) }, Token));
        Assert.Contains("32,768", large.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SagaNotFoundException>(() => Sagas.Get($"{id}-4").GetStatusAsync(Token));
    }

    [Fact]
    public async Task Kinds_AreListedWithTheirSteps()
    {
        var kinds = await Sagas.ListKindsAsync(Token);

        Assert.Equal(["from", "to", "from.confirm", "to.confirm"], Assert.Single(kinds, kind => kind.Name == "transfer").Steps);
        Assert.Equal([7], Assert.Single(kinds, kind => kind.Name == "forgotten").Versions);
    }

    [Fact]
    public async Task TryConfirmCancel_WithEnough_MovesIt_AndWithNothingLeft_GivesBack()
    {
        var (id, script) = New();
        var from = cluster.Client.Registers.Get<Guarded<Holding>>(ScriptedTransfer.Account(id, "from"));
        await from.WriteAsync(new Guarded<Holding> { Value = new Holding { Free = 1 } }, cancellationToken: Token);
        script.On("try to", number => _ = number == 1 ? throw new InvalidOperationException("the answer was lost") : 0);
        var moved = await (await Sagas.StartAsync("transfer", id, new Play { Script = id }, Token)).WaitAsync(Token);
        Assert.Equal(SagaState.Completed, moved.State);
        Assert.Equal((0, 0), await HoldingAsync(id, "from"));
        Assert.Equal((1, 0), await HoldingAsync(id, "to"));

        var refused = await (await Sagas.StartAsync("transfer", $"{id}-2", new Play { Script = id }, Token)).WaitAsync(Token);
        Assert.Equal((SagaState.Compensated, "from: Nothing is left."), (refused.State, refused.Failure));
        Assert.Equal((0, 0), await HoldingAsync(id, "from"));
        Assert.Equal((1, 0), await HoldingAsync(id, "to"));
    }

    private static (string Id, Script Script) New()
    {
        var id = $"test-{Guid.NewGuid():N}"[..16];
        return (id, Script.Of(id));
    }

    private async Task<(int Free, int Reserved)> HoldingAsync(string id, string branch)
    {
        var holding = (await cluster.Client.Registers.Get<Guarded<Holding>>(ScriptedTransfer.Account(id, branch)).ReadAsync(cancellationToken: Token)).Value!.Value!;
        return (holding.Free, holding.Reserved);
    }
}
