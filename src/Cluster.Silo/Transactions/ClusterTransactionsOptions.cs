using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo;

/// <summary>The patience of participants of transactions. Bound from the section <c>Cluster:Transactions</c>. No outcome rests on any of it.</summary>
public sealed class ClusterTransactionsOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Transactions";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>How long a transaction that has not been asked to prepare may do nothing at a participant before it loses its locks there. 1 s to 1 day; 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a prepared transaction waits for its coordinator before the participant finds the outcome itself. 100 ms to 1 min; 1 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = OutOfRange)]
    public TimeSpan InDoubtPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long what nobody waits for, such as that a commit is applied, may stay in memory; it leaves earlier with the next vote. Longer costs less and leaves more to find
    /// out after a crash. 1 ms to 10 s; 3 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10", ErrorMessage = OutOfRange)]
    public TimeSpan LazyWrite { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a commit is remembered for a coordinator that does not say that it is done. 1 min to 1 day; 10 min by default. Longer than any transaction's timeout.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long the results of declared transactions are kept for a process that is silent. 75 min to 1 day; 2 h by default. Longer than any transaction's timeout; should it be shorter, a caller
    /// that asks later is told that the outcome is unknown.
    /// </summary>
    [Range(typeof(TimeSpan), "01:15:00", "1.00:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan RememberDeclaredFor { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Of how many attempts at transactions the silo keeps in memory what happened to them, for people to see. 0 to 100,000; 1,000 by default. 0 keeps and costs nothing.</summary>
    [Range(0, 100_000, ErrorMessage = OutOfRange)]
    public int Journal { get; set; } = 1000;
}
