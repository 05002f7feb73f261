using Cluster.Registers;

namespace Cluster.Cli.Json;

/// <summary>A register and its replicas.</summary>
/// <param name="Version">The newest version that a replica holds.</param>
/// <param name="Agrees">Whether all replicas that were reached hold the same.</param>
/// <param name="Home">The silo that carries out strong operations.</param>
internal sealed record RegisterStatusDocument(
    string Name, RegisterType Type, bool Exists, string Version, bool Agrees, int Shard, long Epoch, string Home, IReadOnlyList<RegisterStatusDocument.Replica> Replicas)
{
    public static RegisterStatusDocument From(RegisterStatus status) => new(
        status.Name, status.Type, status.Exists, status.Version.ToString(), status.Agrees, status.Shard, status.Epoch, status.Home,
        [
            .. status.Replicas.Select(replica => new Replica(
                replica.Silo, replica.IsReachable, replica.Votes, replica.Exists, replica.Version.ToString(), replica.StrongVersion.ToString(), replica.Bytes,
                replica.Fingerprint, replica.IsBehind, replica.BehindFor?.TotalSeconds, replica.Since?.TotalSeconds, replica.Staleness?.TotalSeconds)),
        ]);

    /// <param name="IsReachable">Whether the silo told of it; when it did not, nothing else here is known.</param>
    /// <param name="BehindSeconds">0 when it is not behind, null when it is not known for how long.</param>
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
