using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Locks;

internal static partial class LockHostLog
{
    [LoggerMessage(1, LogLevel.Information, "Lock shard {Shard} is active here in epoch {Epoch}; {Clients} clients, handed over: {HandedOver}.")]
    public static partial void Took(this ILogger logger, int shard, long epoch, int clients, bool handedOver);

    [LoggerMessage(2, LogLevel.Information, "Lock shard {Shard} was handed over in epoch {Epoch} with {Claims} claims.")]
    public static partial void HandedOver(this ILogger logger, int shard, long epoch, int claims);

    [LoggerMessage(3, LogLevel.Warning, "Lock shard {Shard} of epoch {Epoch} could not be handed over; its successor recovers as after a crash.")]
    public static partial void HandOverFailed(this ILogger logger, Exception exception, int shard, long epoch);

    [LoggerMessage(4, LogLevel.Warning, "Lock shard {Shard} of epoch {Epoch} was replaced by another activation, of epoch {Successor}; it stops.")]
    public static partial void Replaced(this ILogger logger, int shard, long epoch, long successor);

    [LoggerMessage(5, LogLevel.Warning, "The record of lock shard {Shard} cannot be read or written; trying again.")]
    public static partial void StorageFailed(this ILogger logger, Exception exception, int shard);

    [LoggerMessage(6, LogLevel.Warning, "The lock {Name} was forced open by {By} ({Reason}); it was held by {Holders}.")]
    public static partial void Broken(this ILogger logger, string name, string by, string reason, string holders);

    [LoggerMessage(7, LogLevel.Warning, "A deadlock, broken at lock shard {Shard}: {Cycle}.")]
    public static partial void Deadlock(this ILogger logger, int shard, string cycle);

    [LoggerMessage(8, LogLevel.Information, "While deadlocks were looked for, {Who} gave no answer; what it alone knows is left out, and looked at again later.")]
    public static partial void NoAnswer(this ILogger logger, Exception exception, string who);
}
