using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Locks;
using Spectre.Console;

namespace Cluster.Cli.Locks;

/// <summary><c>cluster lock show NAME</c>: who holds a lock and who waits for it.</summary>
internal sealed class LockShowCommand : CliCommand
{
    private readonly LockNameArgument _name = new();
    private readonly Option<bool> _semaphore = LockNameArgument.SemaphoreOption();

    public LockShowCommand() : base("show", "Shows who holds a lock and who waits for it.")
    {
        Add(_name);
        Add(_semaphore);
    }

    public override IReadOnlyList<string> Examples => ["cluster lock show orders/42", "cluster lock show gpu --semaphore --json"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var isSemaphore = context.Arguments.GetValue(_semaphore);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var status = await connection.Client.Locks.DescribeAsync(name, isSemaphore, cancellationToken) ?? new LockStatus(name, isSemaphore, [], []);
        if (context.Json)
        {
            context.WriteDocument(LockDocument.From(status), CliJson.Documents.LockDocument);
        }
        else
        {
            Write(context, status);
        }

        return ExitCode.Ok;
    }

    /// <summary>The holders, and then the queue.</summary>
    internal static void Write(CommandContext context, LockStatus status)
    {
        var name = LockNameArgument.Display(status.Name);
        if (status.Holders.Count == 0)
        {
            context.WriteLine($"Nobody holds {name}{(status.Waiters.Count == 0 ? " or waits for it" : "")}.");
        }
        else
        {
            context.WriteLine($"{(status.IsSemaphore ? "Semaphore" : "Lock")} {name}");
            context.Terminal.OutputConsole().Write(Holders(status.Holders));
        }

        if (status.Waiters.Count > 0)
        {
            context.WriteLine();
            context.Terminal.OutputConsole().Write(Waiters(status.Waiters));
        }
    }

    private static Table Holders(IReadOnlyList<LockHolderStatus> holders)
    {
        var table = PlainTable.Create("HOLDER", "MODE", "TOKEN", "HELD FOR", "LEASE LEFT");
        foreach (var holder in holders)
        {
            table.AddRow(
                new Text(LockText.Client(holder.Client, holder.Owner)),
                new Text(LockText.Mode(holder.Mode, holder.Permits)),
                new Text(LockDocument.Token(holder.FencingToken)),
                new Text(Duration.Format(holder.HeldFor)),
                new Text(Duration.Format(holder.LeaseLeft)));
        }

        return table;
    }

    private static Table Waiters(IReadOnlyList<LockWaiterStatus> waiters)
    {
        var table = PlainTable.Create("PLACE", "WAITER", "MODE", "WAITING FOR");
        foreach (var waiter in waiters)
        {
            table.AddRow(
                new Text(waiter.Position == 0 ? "upgrade" : waiter.Position.ToString(CultureInfo.InvariantCulture)),
                new Text(LockText.Client(waiter.Client, waiter.Owner)),
                new Text(LockText.Mode(waiter.Mode, waiter.Permits)),
                new Text(Duration.Format(waiter.WaitingFor)));
        }

        return table;
    }
}
