using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>
/// What a client process tells of its locks: the meter and the activity source <c>Cluster.Locks</c>. Nothing is measured while nobody listens.
/// </summary>
internal static class LockTelemetry
{
    public const string Name = "Cluster.Locks";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> AcquireDuration = Meter.CreateHistogram<double>(
        "cluster.locks.acquire.duration", "s", "From asking for a lock to having it or not, by mode and outcome.");

    private static readonly Histogram<double> HoldDuration = Meter.CreateHistogram<double>(
        "cluster.locks.hold.duration", "s", "From having a lock to its end, by mode and end.");

    private static readonly Counter<long> LostLocks = Meter.CreateCounter<long>(
        "cluster.locks.lost", "{lock}", "Locks that were lost while they were held, by reason.");

    private static readonly Counter<long> PassedOn = Meter.CreateCounter<long>(
        "cluster.locks.passed_on", "{lock}", "Locks passed from one caller of this process to the next without a message.");

    public static bool IsObserved => AcquireDuration.Enabled || HoldDuration.Enabled || Activities.HasListeners();

    /// <summary>Does what <paramref name="acquire"/> does, and measures it and the hold that comes of it.</summary>
    public static async ValueTask<LockHandle?> ObserveAsync(LockTerms terms, Func<ValueTask<LockHandle?>> acquire)
    {
        var caller = Activity.Current?.Context ?? default;
        using var activity = Activities.StartActivity("lock acquire", ActivityKind.Client, caller, Tags(terms));
        var asked = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var handle = await acquire();
            outcome = handle is null ? "busy" : "acquired";
            activity?.SetTag("cluster.lock.fencing_token", handle?.FencingToken);
            handle?.Observe(new LockHold(Activities.StartActivity("lock hold", ActivityKind.Internal, caller, Tags(terms)), Stopwatch.GetTimestamp()));
            return handle;
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
            activity?.SetTag("cluster.lock.outcome", outcome);
            AcquireDuration.Record(
                Stopwatch.GetElapsedTime(asked).TotalSeconds, new("mode", Mode(terms.Mode)), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public static void HoldEnded(LockHandle handle, TimeSpan held, string end) =>
        HoldDuration.Record(held.TotalSeconds, new("mode", Mode(handle.Mode)), new KeyValuePair<string, object?>("end", end));

    public static void Lost(LockReason reason) => LostLocks.Add(1, new KeyValuePair<string, object?>("reason", Reason(reason)));

    public static void PassOn() => PassedOn.Add(1);

    public static string Reason(LockReason reason) => reason == LockReason.Broken ? "broken" : "expired";

    private static string Mode(LockMode mode) => mode switch
    {
        LockMode.Exclusive => "exclusive",
        LockMode.Shared => "shared",
        LockMode.Upgradeable => "upgradeable",
        _ => "permits",
    };

    private static KeyValuePair<string, object?>[]? Tags(LockTerms terms) =>
        Activities.HasListeners() ? [new("cluster.lock.name", terms.Name), new("cluster.lock.mode", Mode(terms.Mode))] : null;
}
