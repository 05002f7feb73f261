using System.CommandLine;
using System.Globalization;
using Cluster.Locks;

namespace Cluster.Cli.Locks;

/// <summary><c>cluster lock run</c>: runs a command for as long as a lock is held, and no longer.</summary>
internal sealed class LockRunCommand : CliCommand
{
    /// <summary>The variables that tell COMMAND what it holds.</summary>
    internal const string NameVariable = "CLUSTER_LOCK_NAME";
    internal const string TokenVariable = "CLUSTER_FENCING_TOKEN";

    private readonly LockNameArgument _name = new();

    private readonly Argument<string[]> _command = new("COMMAND")
    {
        Description = "What to run, with its arguments; write -- before it.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int?> _timeout = new("--timeout")
    {
        Description = "How long to wait for the lock, 0 to 86400; 0 takes it only if it is free. Default: for as long as it takes.",
        HelpName = "SECONDS",
        CustomParser = WholeNumber.OptionalInRange("--timeout", 0, 86_400),
    };

    private readonly Option<bool> _shared = new("--shared") { Description = "Hold it together with other readers; without it, alone." };

    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "NAME is a semaphore with so many permits in all; who uses it must agree on the number.",
        HelpName = "N",
        CustomParser = WholeNumber.OptionalInRange("--limit", 1, 1_000_000),
    };

    private readonly Option<int?> _permits = new("--permits")
    {
        Description = "How many of the semaphore's permits to take. Default: 1.",
        HelpName = "N",
        CustomParser = WholeNumber.OptionalInRange("--permits", 1, 1_000_000),
    };

    private readonly Option<int> _killAfter = new("--kill-after")
    {
        Description = "How long after SIGTERM a COMMAND that has lost its lock is killed, 0 to 3600. Default: 5.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 5,
        CustomParser = WholeNumber.InRange("--kill-after", 0, 3600),
    };

    public LockRunCommand() : base("run", "Runs a command under a lock, and ends it when the lock is lost.")
    {
        Validators.Add(result =>
        {
            var limit = result.GetValue(_limit);
            var permits = result.GetValue(_permits);
            if (permits is not null && limit is null)
            {
                result.AddError("--permits needs --limit: how many permits the semaphore has in all.");
            }
            else if (permits > limit)
            {
                result.AddError($"--permits {permits} can never be had of a semaphore with --limit {limit}.");
            }
            else if (limit is not null && result.GetValue(_shared))
            {
                result.AddError("--shared is for locks and --limit for semaphores: give one of them.");
            }
        });
        Add(_name);
        Add(_command);
        Add(_timeout);
        Add(_shared);
        Add(_limit);
        Add(_permits);
        Add(_killAfter);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "cluster lock run nightly --timeout 0 -- ./report.sh",
        "cluster lock run schema --shared -- psql -f query.sql",
        "cluster lock run gpu --limit 4 --permits 2 -- python train.py",
        $"cluster lock run deploy -- sh -c 'deploy --fence \"${TokenVariable}\"'",
    ];

    /// <summary>Signals are COMMAND's, however long it takes over them.</summary>
    public override TimeSpan? TerminationTimeout => null;

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(terminalAttached: !Console.IsInputRedirected, cancellationToken);
        await using var connection = await context.ConnectAsync(interruption.Token);
        await using var held = await AcquireAsync(context, connection.Client.Locks, interruption.Token);
        var command = context.Arguments.GetRequiredValue(_command);
        using var guarded = GuardedProcess.Start(command, context.Terminal.WorkingDirectory, new Dictionary<string, string>
        {
            [NameVariable] = held.Name,
            [TokenVariable] = held.FencingToken.ToString(CultureInfo.InvariantCulture),
        });
        interruption.ForwardTo(guarded.Id);
        var exitCode = await guarded.WaitAsync(TimeSpan.FromSeconds(context.Arguments.GetValue(_killAfter)), held.Lost);
        return held.Lost.IsCancellationRequested
            ? throw new CommandFailedException(
                ExitCode.LockLost,
                $"The lock {LockNameArgument.Display(held.Name)} with token {held.FencingToken} was lost while {command[0]} ran, which was ended for it (exit code {exitCode}).")
            : exitCode;
    }

    private async Task<LockHandle> AcquireAsync(CommandContext context, ClusterLocks locks, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var seconds = context.Arguments.GetValue(_timeout);
        var timeout = seconds is { } limited ? TimeSpan.FromSeconds(limited) : Timeout.InfiniteTimeSpan;
        var handle = context.Arguments.GetValue(_limit) is { } limit
            ? await locks.Semaphore(name, limit).TryAcquireAsync(timeout, context.Arguments.GetValue(_permits) ?? 1, cancellationToken)
            : context.Arguments.GetValue(_shared)
                ? await locks.ReaderWriterLock(name).TryAcquireReadLockAsync(timeout, cancellationToken)
                : await locks.TryAcquireAsync(name, timeout, cancellationToken);
        return handle ?? throw new CommandFailedException(
            ExitCode.LockTimeout,
            $"The lock {LockNameArgument.Display(name)} could not be had {(seconds == 0 ? "at once" : $"within {seconds} s")}; the command was not started. "
            + $"'cluster lock show' says who has it.");
    }
}
