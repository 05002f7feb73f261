using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

internal static partial class RegisterLog
{
    [LoggerMessage(1, LogLevel.Warning, "No snapshot of the registers could be saved; the log grows until one can.")]
    public static partial void SnapshotFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "{Calls} requests to the replicas of {Silo} got no answer.")]
    public static partial void CallsLost(this ILogger logger, Exception exception, int calls, string silo);

    [LoggerMessage(3, LogLevel.Error, "The replica of register shard {Shard} cannot answer.")]
    public static partial void ReplicaFailed(this ILogger logger, Exception exception, int shard);

    [LoggerMessage(4, LogLevel.Information, "{Count} register shards get new members: {Members}.")]
    public static partial void Reconfiguring(this ILogger logger, int count, string members);

    [LoggerMessage(5, LogLevel.Information, "{Count} register shards are active with their new members.")]
    public static partial void Activated(this ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Warning, "The configurations of registers could not be looked after; trying again.")]
    public static partial void MasterFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "Silos have registers on their disks, but grain storage has no record of who replicates them. Give the record back with its database, or, to give the registers up, delete the silos' register folders.")]
    public static partial void RecordIsGone(this ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "The record of register configurations cannot be read; trying again.")]
    public static partial void MapUnreadable(this ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "{Silo} stops with {Shards} register shards that nobody has taken over in time; they may lack a majority until it is back.")]
    public static partial void LeavesBehind(this ILogger logger, string silo, int shards);

    [LoggerMessage(10, LogLevel.Debug, "A page of register shard {Shard} could not be fetched from {Silo}.")]
    public static partial void FetchFailed(this ILogger logger, Exception exception, int shard, string silo);

    [LoggerMessage(11, LogLevel.Warning, "The replica of register shard {Shard} could not catch up; trying again when told.")]
    public static partial void JoinFailed(this ILogger logger, Exception exception, int shard);

    [LoggerMessage(12, LogLevel.Debug, "{Silo} could not be told of register configurations.")]
    public static partial void NotTold(this ILogger logger, Exception exception, string silo);

    [LoggerMessage(13, LogLevel.Debug, "{Silo} could not be asked what its replicas hold.")]
    public static partial void NotInspected(this ILogger logger, Exception exception, string silo);

    [LoggerMessage(14, LogLevel.Warning, "For a drill, messages about registers to {Silos} are dropped for up to {Duration}.")]
    public static partial void LinksCut(this ILogger logger, string silos, TimeSpan duration);

    [LoggerMessage(15, LogLevel.Information, "Messages about registers reach all silos again.")]
    public static partial void LinksHealed(this ILogger logger);

    [LoggerMessage(16, LogLevel.Warning, "The partition drill ended before its time.")]
    public static partial void DrillFailed(this ILogger logger, Exception exception);
}
