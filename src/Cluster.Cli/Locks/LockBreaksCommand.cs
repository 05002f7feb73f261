using System.Globalization;
using Cluster.Cli.Json;
using Spectre.Console;

namespace Cluster.Cli.Locks;

/// <summary><c>cluster lock breaks</c>: the audit trail of locks that were forced open.</summary>
internal sealed class LockBreaksCommand : CliCommand
{
    public LockBreaksCommand() : base("breaks", "Lists the locks that were forced open, oldest first: who did it, when and why.")
    {
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var breaks = await connection.Client.Locks.BreaksAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteDocument([.. breaks.Select(LockBreakDocument.From)], CliJson.Documents.IReadOnlyListLockBreakDocument);
            return ExitCode.Ok;
        }

        if (breaks.Count == 0)
        {
            context.WriteLine("No lock has been forced open.");
            return ExitCode.Ok;
        }

        var table = PlainTable.Create("AT (UTC)", "NAME", "BY", "HELD BY", "TOKENS UP TO", "REASON");
        foreach (var record in breaks)
        {
            table.AddRow(
                new Text(record.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                new Text(LockNameArgument.Display(record.Name)),
                new Text(KeyText.Display(record.By, 40)),
                new Text(KeyText.Display(string.Join(' ', record.Holders), 60)),
                new Text(LockDocument.Token(record.Through)),
                new Text(KeyText.Display(record.Reason, 80)));
        }

        context.Terminal.OutputConsole().Write(table);
        return ExitCode.Ok;
    }
}
