namespace Cluster.Sagas;

/// <summary>
/// A transaction whose branches are first tried, all at once, which reserves what they need; when all have succeeded they are all confirmed, and otherwise all cancelled.
/// <code>
/// public sealed class Transfer : TryConfirmCancel&lt;TransferState&gt;
/// {
///     protected override void Define(BranchBuilder&lt;TransferState&gt; branches) => branches
///         .Branch("from", ReserveAsync, TakeAsync, ReleaseAsync)
///         .Branch("to", CheckAsync, GiveAsync, ForgetAsync);
/// }
/// </code>
/// </summary>
/// <remarks>
/// It is a <see cref="Saga"/> of two stages, so all that is said of sagas holds. Once the last try has succeeded and that is durable, every branch is confirmed, however long that takes; until then
/// any refusal cancels. A cancel may come before its try, a try after its cancel, and each of them twice: participants tell with a barrier.
/// </remarks>
/// <typeparam name="TState">Its state: a class or record that Orleans' serializer takes, at most 32 KiB.</typeparam>
public abstract class TryConfirmCancel<TState> : Saga
    where TState : class
{
    /// <summary>Says what the branches are. Called once, when the silo starts.</summary>
    protected abstract void Define(BranchBuilder<TState> branches);

    internal override SagaDefinition Build()
    {
        var builder = new SagaBuilder<TState>(Name, Version);
        builder.Parallel(stage => Define(new BranchBuilder<TState>(stage)));
        return builder.Build();
    }
}
