using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>
/// What a client process tells of its operations on registers: the meter and the activity source <c>Cluster.Registers</c>. Nothing is measured while nobody listens.
/// </summary>
internal static class RegisterTelemetry
{
    public const string Name = "Cluster.Registers";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> OperationDuration = Meter.CreateHistogram<double>(
        "cluster.registers.operation.duration", "s", "From calling to being answered, by operation, level and outcome.");

    private static readonly Histogram<double> ReadStaleness = Meter.CreateHistogram<double>(
        "cluster.registers.staleness", "s", "How old what was read may have been, of reads that were told, by level.");

    public static bool IsObserved => OperationDuration.Enabled || ReadStaleness.Enabled || Activities.HasListeners();

    /// <summary>Does what <paramref name="send"/> does, and measures it.</summary>
    public static async Task<RegisterReply> ObserveAsync(RegisterOp op, Func<Task<RegisterReply>> send)
    {
        using var activity = Activities.StartActivity($"register {Operation(op)}", ActivityKind.Client, Activity.Current?.Context ?? default, Tags(op));
        var began = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var reply = await send();
            outcome = Outcome(reply.Kind);
            activity?.SetTag("cluster.register.replica", reply.Replica);
            if (reply.Kind is not (RegisterReplyKind.Done or RegisterReplyKind.Mismatch))
                activity?.SetStatus(ActivityStatusCode.Error, outcome);
            if (op.IsRead && reply.Staleness is { } staleness)
                ReadStaleness.Record(staleness.TotalSeconds, new KeyValuePair<string, object?>("level", Level(op)));
            return reply;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            activity?.SetTag("cluster.register.outcome", outcome);
            OperationDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("operation", Operation(op)), new("level", Level(op)), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private static string Operation(RegisterOp op) => op switch
    {
        { Kind: RegisterOpKind.Read } => "read",
        { Kind: RegisterOpKind.Watch } => "watch",
        { Kind: RegisterOpKind.CompareAndSet } => "compare-and-set",
        { Convergent: not null } => "change",
        { Kind: RegisterOpKind.Write, Value: null } => "delete",
        { Kind: RegisterOpKind.Write } => "write",
        { Kind: RegisterOpKind.Promise } => "promise",
        { Kind: RegisterOpKind.Settle } => "settle",
        { Kind: RegisterOpKind.Decide } => "decide",
        _ => "forget",
    };

    private static string Level(RegisterOp op) => op.Level switch
    {
        ConsistencyKind.Strong => "strong",
        ConsistencyKind.BoundedStaleness => "bounded",
        ConsistencyKind.Session => "session",
        ConsistencyKind.Eventual => "eventual",
        ConsistencyKind.Weak => "weak",
        _ => "replicas",
    };

    private static string Outcome(RegisterReplyKind kind) => kind switch
    {
        RegisterReplyKind.Done => "done",
        RegisterReplyKind.Mismatch => "mismatch",
        RegisterReplyKind.NoQuorum => "no quorum",
        RegisterReplyKind.TooStale => "too stale",
        RegisterReplyKind.ClockAhead => "clock ahead",
        _ => "unknown",
    };

    private static KeyValuePair<string, object?>[]? Tags(RegisterOp op) =>
        Activities.HasListeners() ? [new("cluster.register.name", op.Name), new("cluster.register.level", Level(op))] : null;
}
