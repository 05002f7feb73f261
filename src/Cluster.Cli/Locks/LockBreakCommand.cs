using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Locks;

namespace Cluster.Cli.Locks;

/// <summary><c>cluster lock break NAME --reason TEXT</c>: forces a lock open.</summary>
internal sealed class LockBreakCommand : CliCommand
{
    private readonly LockNameArgument _name = new();
    private readonly Option<bool> _semaphore = LockNameArgument.SemaphoreOption();
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask." };

    private readonly Option<string> _reason = new("--reason")
    {
        Description = "Why, for those who read the audit trail.",
        HelpName = "TEXT",
        Required = true,
    };

    public LockBreakCommand() : base("break", "Puts out whoever holds a lock, and writes down who did it and why.")
    {
        _reason.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string?>()))
            {
                result.AddError("--reason must say why.");
            }
        });
        Add(_name);
        Add(_reason);
        Add(_semaphore);
        Add(_yes);
    }

    public override IReadOnlyList<string> Examples => ["cluster lock break orders/42 --reason 'the worker hangs, ticket 17'"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var isSemaphore = context.Arguments.GetValue(_semaphore);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var locks = connection.Client.Locks;
        if (!context.Arguments.GetValue(_yes))
        {
            Confirm(context, await locks.DescribeAsync(name, isSemaphore, cancellationToken) is { Holders.Count: > 0 } held ? held : throw NotHeld(name));
        }

        var broken = await locks.BreakAsync(name, context.Arguments.GetRequiredValue(_reason), by: null, isSemaphore, cancellationToken) ?? throw NotHeld(name);
        if (context.Json)
        {
            context.WriteDocument(LockBreakDocument.From(broken), CliJson.Documents.LockBreakDocument);
        }
        else
        {
            context.WriteLine($"Broke {LockNameArgument.Display(name)}, held by {string.Join(", ", broken.Holders)}: tokens up to {broken.Through} hold it no longer.");
        }

        return ExitCode.Ok;
    }

    private static CommandFailedException NotHeld(string name) => new(ExitCode.Failed, $"Nobody holds {LockNameArgument.Display(name)}; nothing was broken.");

    private static void Confirm(CommandContext context, LockStatus held)
    {
        if (context.Json || !context.Terminal.IsInputInteractive)
        {
            throw new CommandFailedException(ExitCode.Usage, "Nobody can be asked here: give --yes to break the lock without being asked.");
        }

        LockShowCommand.Write(context, held);
        context.Terminal.Error.Write("What these holders do without checking their tokens may clash with the next holder. Break it? [y/N] ");
        if (context.Terminal.Input.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw new CommandFailedException(ExitCode.Cancelled, "Not broken.");
        }
    }
}
