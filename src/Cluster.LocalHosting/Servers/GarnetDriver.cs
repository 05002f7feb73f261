using System.Globalization;
using Cluster.LocalHosting.Processes;

namespace Cluster.LocalHosting.Servers;

/// <summary>The .NET tool garnet-server, run privately like a Redis of this machine.</summary>
internal sealed class GarnetDriver(ServerProgram program, string folder, int port, string password)
    : RedisDriver(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},password={password}"), $"{program} on this machine")
{
    public override TimeSpan StopTimeout => TimeSpan.FromSeconds(10);

    public override async Task<ProcessSpec?> PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "garnet.conf");
        var settings = new Dictionary<string, object>
        {
            ["Address"] = "127.0.0.1",
            ["Port"] = port,
            ["AuthenticationMode"] = "Password",
            ["Password"] = password,
            ["EnableAOF"] = true,
            ["Recover"] = true,
            ["EnableLua"] = true,
            ["CheckpointDir"] = folder,

            // Its default device needs libaio, which not every machine has, and loses the log silently without it.
            ["DeviceType"] = "RandomAccess",
            ["MemorySize"] = "256m",
            ["IndexSize"] = "8m",
        };
        await OwnerOnlyFile.WriteAsync(configuration, System.Text.Json.JsonSerializer.Serialize(settings), cancellationToken);
        var environment = ProcessEnvironment.Inherited();
        environment["DOTNET_ROOT"] = Path.GetDirectoryName(DotnetHost.Find())!;
        return new ProcessSpec(program.Path, ["--config-import-path", configuration], environment, folder);
    }
}
