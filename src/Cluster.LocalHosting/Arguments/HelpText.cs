using System.Text;

namespace Cluster.LocalHosting.Arguments;

internal static class HelpText
{
    public static string Create()
    {
        var text = new StringBuilder();
        text.AppendLine("Starts the whole cluster on this machine: its servers, silos, dashboard and tour. Ctrl+C stops all of it.");
        text.AppendLine();
        text.AppendLine("Usage:");
        text.AppendLine("  dotnet run --project AppHost -- [options]");
        text.AppendLine();
        text.AppendLine("Options:");
        foreach (var option in AppHostOption.All)
        {
            var left = option.Value is null ? $"--{option.Name}" : $"--{option.Name} {option.Value}";
            text.Append("  ").Append(left.PadRight(16)).AppendLine(option.Help[0]);
            foreach (var line in option.Help.Skip(1))
            {
                text.Append(' ', 18).AppendLine(line);
            }
        }

        text.AppendLine("  --KEY:KEY VALUE Set a configuration key, such as a connection string.");
        text.AppendLine();
        text.AppendLine("Each server is, in this order: the one a connection string names; else one found on this machine (redis-server or");
        text.AppendLine("valkey-server; PostgreSQL's initdb and postgres), started privately on loopback; else embedded SQLite.");
        text.AppendLine();
        text.AppendLine("Examples:");
        text.AppendLine("  dotnet run --project AppHost");
        text.AppendLine("  dotnet run --project AppHost -- --silos 5 --port 8080 --no-tour");
        text.AppendLine("  dotnet run --project AppHost -- --embedded --data /tmp/try --logs silo");
        text.AppendLine("  dotnet run --project AppHost -- --ConnectionStrings:redis 10.0.0.5:6379,password=secret");
        text.AppendLine("  ConnectionStrings__grains='Host=db;Username=me;Password=secret;Database=grains' dotnet run --project AppHost");
        text.AppendLine();
        text.AppendLine("Exit codes: 0 stopped as asked, 1 could not start, 2 wrong command line.");
        return text.ToString();
    }
}
