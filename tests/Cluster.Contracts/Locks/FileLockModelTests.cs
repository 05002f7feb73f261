using Cluster.Contracts.Interleaving;
using Cluster.Locks.FileSystem;
using Cluster.Locks.Local;
using CsCheck;

namespace Cluster.Contracts.Locks;

/// <summary>The protocol of locks in a folder, file operation by file operation: processes are interleaved, stopped and killed before any of them, and their clocks drift.</summary>
public sealed class FileLockModelTests
{
    private const int Processes = 3;
    private const int Rounds = 2;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    [Fact]
    public void FileLock_WithDriftWithinTheBound_ExcludesAndTokensRise() =>
        Schedule.Any.Sample(choices => Run(choices, [0.99, 1, 1.01], new Folder()), iter: Schedule.Times(300));

    [Fact]
    public void FileLock_WhenRenamesSayThatTheyFailedAndDidNot_ExcludesAndTokensRise() =>
        Schedule.Any.Sample(choices => Run(choices, [0.99, 1, 1.01], new Folder { RepliesGetLost = true }), iter: Schedule.Times(150));

    [Fact]
    public void FileLock_WithWildClocks_StillGivesRisingTokens() =>
        Schedule.Any.Sample(choices => Run(choices, [0.5, 1, 3], new Folder(), checkHolders: false), iter: Schedule.Times(80));

    /// <summary>The checks find what they are for: clocks that drift too far, and renames that happen twice.</summary>
    [Fact]
    public void FileLock_WithDriftBeyondTheBound_IsFoundOut() =>
        Assert.True(Schedule.FindsTheFault(20_000, choices => Run(choices, [0.5, 1, 3], new Folder()), near: 99));

    [Fact]
    public void FileLock_OverRenamesThatAreNotAtomic_IsFoundOut() =>
        Assert.True(Schedule.FindsTheFault(20_000, choices => Run(choices, [1, 1, 1], new Folder { RenamesAreAtomic = false })));

    private static void Run((int Strand, int Fate, int Dice)[] choices, double[] rates, Folder folder, bool checkHolders = true)
    {
        var grants = new GrantsOfAModel();
        var held = new FileLockGrant?[Processes];
        var time = TimeSpan.Zero;
        var strands = new Strand[Processes];
        for (var i = 0; i < Processes; i++)
        {
            var process = i;
            strands[i] = new Strand(strand =>
            {
                var seen = new FolderOf(folder, strand);
                var now = () => time * rates[process];
                for (var round = 0; round < Rounds; round++)
                {
                    var claim = new FileLockClaim(seen, () => Owner(process), Lease, now, owner => strands[owner.Process.Pid].IsKilled);
                    var newest = grants.Newest;
                    FileLockGrant? grant;
                    while ((grant = claim.Try()) is null)
                        strand.Step();
                    grants.Add(grant.Token, newest);
                    held[process] = grant;
                    strand.Step();
                    if (grant.Renew())
                        grant.Renew();
                    held[process] = null;
                    grant.Release();
                }
            });
        }

        Schedule.Run(
            choices,
            killsPerHundred: 2,
            fate =>
            {
                // Now and then a good part of a lease goes by between two steps, as if all were stopped.
                time += TimeSpan.FromMilliseconds(100 + (fate is > 80 and < 95 ? (fate - 80) * 700 : 0));
                if (checkHolders)
                    GrantsOfAModel.AtMostOne(held.Where((grant, i) => grant is { IsHeld: true } && !strands[i].IsKilled).Count());
            },
            strands);
    }

    private static FileLockOwner Owner(int process) => new(new ProcessIdentity("host", "boot", "pid", process, 1), DateTimeOffset.UnixEpoch, Lease);

    /// <summary>The folder as it is.</summary>
    private sealed class Folder
    {
        public bool RenamesAreAtomic { get; init; } = true;

        /// <summary>As with NFS, where a repeated request for a rename that was done fails, because there is nothing left to rename.</summary>
        public bool RepliesGetLost { get; init; }

        public HashSet<FileLockState> States { get; } = [FileLockState.New];

        public Dictionary<long, string> Owners { get; } = [];
    }

    /// <summary>The folder as one process uses it.</summary>
    private sealed class FolderOf(Folder folder, Strand strand) : ILockFolder
    {
        public FileLockState Look()
        {
            strand.Step();
            return folder.States.MaxBy(state => state.Token);
        }

        public bool TryReplace(FileLockState from, FileLockState to)
        {
            var dice = strand.Step();
            if (!folder.States.Contains(from))
                return false;
            if (!folder.RenamesAreAtomic)
                strand.Step();
            folder.States.Remove(from);
            folder.States.Add(to);
            return !folder.RepliesGetLost || dice >= 10;
        }

        public void WriteOwner(long token, FileLockOwner owner)
        {
            strand.Step();
            folder.Owners[token] = "";
            strand.Step();
            folder.Owners[token] = owner.Write();
        }

        public bool Beat(long token, long count)
        {
            strand.Step();
            if (!folder.Owners.TryGetValue(token, out var text))
                return false;
            var beat = FileLockOwner.WriteBeat(count);
            folder.Owners[token] = beat + text[beat.Length..];
            return true;
        }

        public string? ReadOwner(long token)
        {
            strand.Step();
            return folder.Owners.GetValueOrDefault(token);
        }

        public void Tidy(long upTo)
        {
            strand.Step();
            foreach (var token in folder.Owners.Keys.Where(token => token <= upTo).ToList())
                folder.Owners.Remove(token);
        }
    }
}
