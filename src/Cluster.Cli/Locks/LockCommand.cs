using System.CommandLine;

namespace Cluster.Cli.Locks;

/// <summary><c>cluster lock</c>: the cluster's locks.</summary>
internal sealed class LockCommand : Command
{
    public LockCommand() : base("lock", "Runs commands under locks, and shows and breaks locks.")
    {
        Add(new LockRunCommand());
        Add(new LockListCommand());
        Add(new LockShowCommand());
        Add(new LockBreakCommand());
        Add(new LockBreaksCommand());
    }
}
