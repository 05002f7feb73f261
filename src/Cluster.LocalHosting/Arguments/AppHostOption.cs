namespace Cluster.LocalHosting.Arguments;

/// <summary>One option of the AppHost's command line.</summary>
/// <param name="Name">Without the hyphens.</param>
/// <param name="Value">What stands for its value in the help, or null for a switch.</param>
/// <param name="Range">The least and the greatest number allowed, when the value is a number.</param>
/// <param name="Help">What it does, in lines that fit a terminal.</param>
internal sealed record AppHostOption(string Name, string? Value, (int Least, int Greatest)? Range, params string[] Help)
{
    public static IReadOnlyList<AppHostOption> All { get; } =
    [
        new("silos", "N", (1, 32), "How many silos to start (default 3). Change it while they run: cluster scale silo 5"),
        new("port", "PORT", (1, 65535), "The dashboard's port (default: a free one)."),
        new("no-tour", null, null, "Do not start the tour."),
        new("drills", null, null, "Let the dashboard cut silos off from each other for a while, to see what a partition does."),
        new("embedded", null, null, "Keep everything in one SQLite file, even when Redis or PostgreSQL are on this machine."),
        new("garnet", null, null, "Use Garnet in place of Redis. Needs the .NET tool, a download of 116 MB:", "dotnet tool install --global garnet-server"),
        new("data", "DIR", null, "The folder for data, logs and control files (default: .cluster in the working directory)."),
        new("logs", "NAME", null, "Print the log of a resource (redis, silo, silo-2, dashboard ...) or of all to the console."),
        new("plain", null, null, "Print lines in place of the live table, as when the output is no terminal."),
        new("help", null, null, "Show this help."),
    ];
}
