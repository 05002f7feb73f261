using Cluster.LocalHosting.Control;
using Spectre.Console;

namespace Cluster.Cli.Resources;

/// <summary>Resources as a table; the reasons have a column only when there are any.</summary>
internal static class ResourceTable
{
    public static Table Create(IReadOnlyList<ResourceStatus> resources, DateTimeOffset now)
    {
        var reasons = resources.Any(r => r.Reason is not null);
        var table = PlainTable.Create("RESOURCE", "STATE", "ADDRESS", "PROCESS", "UP", "RESTARTS", "SOURCE");
        if (reasons)
        {
            table.AddColumn(PlainTable.Column("REASON"));
        }

        foreach (var resource in resources)
        {
            var cells = new List<Text>
            {
                new(resource.Name),
                new(resource.State.ToString(), StyleOf(resource.State)),
                new(resource.Endpoints.Count == 0 ? "-" : string.Join(" ", resource.Endpoints)),
                new(resource.ProcessId?.ToString() ?? "-"),
                new(resource is { StartedAt: { } startedAt, ProcessId: not null } ? Duration.Format(now - startedAt) : "-"),
                new(resource.Restarts.ToString()),
                new(resource.Source),
            };
            if (reasons)
            {
                cells.Add(new Text(resource.Reason ?? "-"));
            }

            table.AddRow(cells);
        }

        return table;
    }

    private static Style StyleOf(ResourceState state) => state switch
    {
        ResourceState.Running => new Style(Color.Green),
        ResourceState.Unhealthy or ResourceState.FailedToStart => new Style(Color.Red),
        ResourceState.Exited => new Style(Color.Grey),
        _ => new Style(Color.Yellow),
    };
}
