using Cluster.Locks.Local;

namespace Cluster.Locks.FileSystem;

/// <summary>A lock in a folder. One who waits looks again from time to time, each time after another while, so that many do not look in step.</summary>
internal sealed class FileLock(FileSystemLocks locks, string name, LocalTurns turns) : FencedLock(name, turns, locks.Time)
{
    protected override async ValueTask<FencedLockHandle?> TakeAsync(LocalTurn turn, Deadline deadline, CancellationToken cancellationToken)
    {
        var claim = new FileLockClaim(
            new PhysicalLockFolder(locks.Folder, Name),
            () => new FileLockOwner(ProcessIdentity.Own, Time.GetUtcNow(), locks.Options.Lease),
            locks.Options.Lease,
            () => locks.Now,
            owner => owner.Process.IsSurelyDead);
        while (true)
        {
            // Without the token: what has begun to take the lock is not left alone with it.
            if (await Task.Run(claim.Try, CancellationToken.None) is { } grant)
                return new FileLockHandle(locks, Name, grant, turn);
            if (deadline.HasPassed)
                return null;
            await Task.Delay(deadline.AtMost(locks.Options.LookEvery * (0.5 + Random.Shared.NextDouble())), Time, cancellationToken);
        }
    }
}
