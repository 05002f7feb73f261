using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace Cluster.Silo.Storage;

internal static class GrainDatabaseRegistration
{
    /// <summary>Keeps the states of the storage provider of this name in the database. Their types need <c>[GenerateSerializer]</c>.</summary>
    public static void AddGrainDatabase(this ISiloBuilder builder, GrainDatabase database)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => database);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, GrainDatabaseScripts>());
        builder.AddAdoNetGrainStorage(database.Name, (OptionsBuilder<AdoNetGrainStorageOptions> options) => options.Configure<Serializer>((storage, serializer) =>
        {
            storage.Invariant = database.Invariant;
            storage.DataSource = database.Source;

            // Orleans' own format rather than JSON: fields are known by their [Id] and types by their [Alias], so that code may be renamed over stored states.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
    }
}
