using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Cluster.Silo.Registers.Configuration;

/// <summary>Reads and writes the record of all configurations in the grain storage named <c>Default</c>, each write naming the ETag of what was read.</summary>
internal sealed class RegisterMapStorage(IServiceProvider services)
{
    private const string StateName = "registers";
    private static readonly GrainId Key = GrainId.Create("cluster-registers", "configurations");

    // Asked for when it is first used: a silo without grain storage is to be refused by whoever checks for that.
    private IGrainStorage Storage => services.GetRequiredKeyedService<IGrainStorage>("Default");

    /// <summary>The record, null before the first, and the ETag to write over it.</summary>
    public async Task<(RegisterMap? Map, string? ETag)> ReadAsync()
    {
        var state = new GrainState<StoredRegisterMap>(new StoredRegisterMap());
        await Storage.ReadStateAsync(StateName, Key, state);
        return (state.State?.Json is { } json ? RegisterMap.Parse(json) : null, state.ETag);
    }

    /// <summary>Replaces the record that was read, and gives the new ETag.</summary>
    /// <exception cref="InconsistentStateException">There is another record by now.</exception>
    public async Task<string?> WriteAsync(RegisterMap map, string? eTag)
    {
        var state = new GrainState<StoredRegisterMap>(new StoredRegisterMap { Json = map.ToString() }, eTag) { RecordExists = eTag is not null };
        await Storage.WriteStateAsync(StateName, Key, state);
        return state.ETag;
    }
}
