using System.ComponentModel.DataAnnotations;

namespace Cluster.Transactions.Postgres;

/// <summary>How prepared transactions that were left behind are looked for.</summary>
public sealed class PostgresRecoveryOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Cluster:Transactions:Postgres";

    /// <summary>How often the database is asked for prepared transactions, 10 ms to 1 minute; 500 ms by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a prepared transaction is left to whoever runs it, 10 ms to 1 hour; 1.5 s by default. Then it is finished as it was decided, and aborted if it was not. A transaction that takes longer from
    /// its first participant's promise to its decision may be aborted for it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan LeaveFor { get; set; } = TimeSpan.FromMilliseconds(1500);
}
