using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Locks;
using Spectre.Console;

namespace Cluster.Cli.Locks;

/// <summary><c>cluster lock list</c>: the locks in use.</summary>
internal sealed class LockListCommand : CliCommand
{
    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "Only those whose names begin so.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many, 1 to 100000. Default: 1000.",
        HelpName = "N",
        DefaultValueFactory = _ => 1000,
        CustomParser = WholeNumber.InRange("--limit", 1, 100_000),
    };

    public LockListCommand() : base("list", "Lists the locks and semaphores in use, in order of names.")
    {
        Add(_prefix);
        Add(_limit);
    }

    public override IReadOnlyList<string> Examples =>
        ["cluster lock list --prefix orders/", "cluster lock list --json | jq -r '.[] | select(.waiters != []).name'"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var limit = context.Arguments.GetValue(_limit);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var locks = await connection.Client.Locks.ListAsync(context.Arguments.GetValue(_prefix) ?? "", limit, cancellationToken);
        if (context.Json)
        {
            context.WriteDocument([.. locks.Select(LockDocument.From)], CliJson.Documents.IReadOnlyListLockDocument);
        }
        else if (locks.Count == 0)
        {
            context.WriteLine("No such lock is in use.");
        }
        else
        {
            context.Terminal.OutputConsole().Write(Table(locks));
        }

        if (locks.Count == limit)
        {
            context.WriteNote($"There may be more than these {limit}: see --limit and --prefix.");
        }

        return ExitCode.Ok;
    }

    /// <summary>A line for each holder; the number of waiters stands with the first.</summary>
    private static Table Table(IReadOnlyList<LockStatus> locks)
    {
        var table = PlainTable.Create("NAME", "MODE", "HOLDER", "TOKEN", "HELD FOR", "LEASE LEFT", "WAITERS");
        foreach (var status in locks)
        {
            var name = LockNameArgument.Display(status.Name);
            var waiters = status.Waiters.Count.ToString(CultureInfo.InvariantCulture);
            if (status.Holders.Count == 0)
            {
                table.AddRow(new Text(name), new Text("-"), new Text("-"), new Text("-"), new Text("-"), new Text("-"), new Text(waiters));
            }

            for (var i = 0; i < status.Holders.Count; i++)
            {
                var holder = status.Holders[i];
                table.AddRow(
                    new Text(name),
                    new Text(LockText.Mode(holder.Mode, holder.Permits)),
                    new Text(LockText.Client(holder.Client, holder.Owner)),
                    new Text(LockDocument.Token(holder.FencingToken)),
                    new Text(Duration.Format(holder.HeldFor)),
                    new Text(Duration.Format(holder.LeaseLeft)),
                    new Text(i == 0 ? waiters : ""));
            }
        }

        return table;
    }
}
