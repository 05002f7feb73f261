using Cluster.Membership;
using Spectre.Console;

namespace Cluster.Cli.Resources;

/// <summary>Silos as membership and they themselves report them.</summary>
internal static class SiloTable
{
    public static Table Create(IReadOnlyList<SiloInfo> silos, DateTimeOffset now)
    {
        var table = PlainTable.Create("SILO", "STATE", "ADDRESS", "UP", "ACTIVATIONS", "CPU", "MEMORY");
        foreach (var silo in silos)
        {
            table.AddRow(
                new Text(silo.Name),
                new Text(silo.State, new Style(silo.State == "Active" ? Color.Green : Color.Yellow)),
                new Text(silo.Address),
                new Text(Duration.Format(now - silo.StartedAt)),
                new Text(silo.Activations?.ToString() ?? "-"),
                new Text(silo.CpuPercent is { } cpu ? $"{cpu:0.0} %" : "-"),
                new Text(silo.MemoryBytes is { } bytes ? ByteSize.Format(bytes) : "-"));
        }

        return table;
    }
}
