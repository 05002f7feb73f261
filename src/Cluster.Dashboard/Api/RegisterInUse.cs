using Cluster.Registers;

namespace Cluster.Dashboard.Api;

/// <summary>A register and its replicas.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What kind of value it has; registers of different types have names of their own.</param>
/// <param name="Exists">Whether a replica holds a value.</param>
/// <param name="Version">The newest version that a replica holds.</param>
/// <param name="Agrees">Whether all replicas that were reached hold the same.</param>
/// <param name="Shard">Which of the 64 shards its name falls into.</param>
/// <param name="Epoch">The epoch of the shard's configuration.</param>
/// <param name="Home">The silo that carries out strong operations.</param>
/// <param name="Replicas">In the order of their silos' names.</param>
internal sealed record RegisterInUse(
    string Name, RegisterType Type, bool Exists, string Version, bool Agrees, int Shard, long Epoch, string Home, IReadOnlyList<RegisterInUse.Replica> Replicas)
{
    public static RegisterInUse From(RegisterStatus status) => new(
        status.Name, status.Type, status.Exists, status.Version.ToString(), status.Agrees, status.Shard, status.Epoch, status.Home,
        [
            .. status.Replicas.Select(replica => new Replica(
                replica.Silo, replica.IsReachable, replica.Votes, replica.Exists, replica.Version.ToString(), replica.StrongVersion.ToString(), replica.Bytes,
                replica.Fingerprint, replica.IsBehind, replica.BehindFor?.TotalSeconds, replica.Since?.TotalSeconds, replica.Staleness?.TotalSeconds)),
        ]);

    /// <summary>One replica of a register.</summary>
    /// <param name="Silo">The silo that holds it.</param>
    /// <param name="IsReachable">Whether the silo told of it; when it did not, nothing else here is known.</param>
    /// <param name="Votes">Whether it has caught up with its configuration.</param>
    /// <param name="Exists">Whether it holds a value.</param>
    /// <param name="Version">The version that weaker reads find here.</param>
    /// <param name="StrongVersion">The newest decided strong version here.</param>
    /// <param name="Bytes">The size of the value.</param>
    /// <param name="Fingerprint">The same for replicas that agree.</param>
    /// <param name="IsBehind">Whether another replica holds something newer.</param>
    /// <param name="BehindSeconds">For how long at least; 0 when it is not behind, null when that is not known.</param>
    /// <param name="SinceSeconds">How long it has held what it holds; null when since before the silo started.</param>
    /// <param name="StaleSeconds">How long ago it found itself in agreement with a majority; null when it has not compared since the silo started.</param>
    internal sealed record Replica(
        string Silo,
        bool IsReachable,
        bool Votes,
        bool Exists,
        string Version,
        string StrongVersion,
        int Bytes,
        string Fingerprint,
        bool IsBehind,
        double? BehindSeconds,
        double? SinceSeconds,
        double? StaleSeconds);
}
