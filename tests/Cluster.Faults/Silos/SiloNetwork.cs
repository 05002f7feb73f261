using System.Diagnostics;
using System.Globalization;

namespace Cluster.Faults.Silos;

/// <summary>
/// A network namespace for each silo, all on one bridge, so that silos can be cut off from each other while clients on this machine reach them all. Needs Linux, iproute2 and
/// the right to administer networks.
/// </summary>
internal sealed class SiloNetwork : IDisposable
{
    /// <summary>Frames to this address go to nobody: what is sent is lost without a word, as in a real partition.</summary>
    private const string Nobody = "02:00:00:00:0d:ad";

    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"cl{Environment.ProcessId % 100_000}{Random.Shared.Next(100)}");
    private readonly string _subnet = string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(64, 250)}.{Random.Shared.Next(1, 250)}");
    private readonly List<string> _silos = [];

    private SiloNetwork()
    {
    }

    private string Bridge => _prefix + "b";

    /// <summary>Makes a network, or says why there can be none here.</summary>
    public static async Task<(SiloNetwork? Network, string Reason)> TryCreateAsync(IEnumerable<string> silos)
    {
        var network = new SiloNetwork();
        try
        {
            await network.CreateAsync(silos);
            return (network, "");
        }
        catch (Exception failure) when (failure is IOException or System.ComponentModel.Win32Exception)
        {
            network.Dispose();
            return (null, $"Silos cannot be cut off here, since no network namespaces can be made: {failure.Message}");
        }
    }

    public string AddressOf(string silo) => string.Create(CultureInfo.InvariantCulture, $"{_subnet}.{10 + Index(silo)}");

    public string NamespaceOf(string silo) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}n{Index(silo)}");

    /// <summary>From now on nothing gets through between this silo and the others, in either direction.</summary>
    public async Task CutOffAsync(string silo)
    {
        foreach (var other in _silos.Where(other => other != silo))
        {
            await RunAsync(Inside(silo, $"neigh replace {AddressOf(other)} lladdr {Nobody} dev eth0 nud permanent"));
            await RunAsync(Inside(other, $"neigh replace {AddressOf(silo)} lladdr {Nobody} dev eth0 nud permanent"));
        }
    }

    public async Task HealAsync(string silo)
    {
        foreach (var other in _silos.Where(other => other != silo))
        {
            await RunAsync(Inside(silo, $"neigh del {AddressOf(other)} dev eth0"));
            await RunAsync(Inside(other, $"neigh del {AddressOf(silo)} dev eth0"));
        }
    }

    public void Dispose()
    {
        foreach (var silo in _silos)
            Run($"netns del {NamespaceOf(silo)}");
        Run($"link del {Bridge}");
    }

    private int Index(string silo) => _silos.IndexOf(silo) is var index and >= 0 ? index + 1 : throw new ArgumentException($"{silo} has no place in this network.", nameof(silo));

    private string Inside(string silo, string command) => $"-n {NamespaceOf(silo)} {command}";

    private async Task CreateAsync(IEnumerable<string> silos)
    {
        await RunAsync($"link add {Bridge} type bridge");
        await RunAsync($"addr add {_subnet}.1/24 dev {Bridge}");
        await RunAsync($"link set {Bridge} up");
        foreach (var silo in silos)
        {
            _silos.Add(silo);
            var outside = string.Create(CultureInfo.InvariantCulture, $"{_prefix}v{Index(silo)}");
            await RunAsync($"netns add {NamespaceOf(silo)}");
            await RunAsync($"link add {outside} type veth peer name eth0 netns {NamespaceOf(silo)}");
            await RunAsync($"link set {outside} master {Bridge} up");
            await RunAsync(Inside(silo, $"addr add {AddressOf(silo)}/24 dev eth0"));
            await RunAsync(Inside(silo, "link set eth0 up"));
            await RunAsync(Inside(silo, "link set lo up"));
        }
    }

    private static void Run(string arguments)
    {
        using var ip = Start(arguments);
        ip?.WaitForExit();
    }

    private static async Task RunAsync(string arguments)
    {
        using var ip = Start(arguments) ?? throw new IOException("ip could not be started.");
        var error = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        if (ip.ExitCode != 0)
            throw new IOException($"ip {arguments}: {error.Trim()}");
    }

    private static Process? Start(string arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
