using System.ComponentModel.DataAnnotations;

namespace Cluster.Locks.RabbitMq;

/// <summary>How <see cref="RabbitMqLocks"/> locks.</summary>
public sealed class RabbitMqLocksOptions
{
    private const string OutOfRange = nameof(RabbitMqLocks) + ": {0} must be between {1} and {2}.";

    /// <summary>
    /// For how long a holder that hears nothing of the broker counts as one. It is the heartbeat of the connection: the broker gives the locks of a silent
    /// client to others after two to three times as long. Whole seconds, 1 s to 10 minutes; 10 s by default. The broker may ask for a shorter one, which then counts.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = OutOfRange)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Queues are kept by a majority of the broker's nodes (quorum queues) and not by one node. False by default. It counts for queues that are created from then on, and
    /// all processes must agree on it: the broker refuses a queue that is there and is of the other kind.
    /// </summary>
    public bool Replicated { get; set; }

    /// <summary>How long an attempt that is not to wait may wait for the broker's answers. 100 ms to 1 hour; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What the names of the queues begin with; "cluster.locks." by default. Two programs that do not mean the same locks name different ones.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string QueuePrefix { get; set; } = "cluster.locks.";
}
