namespace Cluster.Silo.Storage.Log;

/// <summary>An append that found too much pending, in line for room.</summary>
internal sealed record WaitingAppend(byte Stream, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Completes with the task of the batch that took the record.</summary>
    public TaskCompletionSource<Task<long>> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
