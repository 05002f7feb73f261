using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Cluster.Silo.Storage;

/// <summary>Refuses to start a silo that could not keep a job's state.</summary>
internal sealed class DefaultStorageValidator(IServiceProvider services) : IConfigurationValidator
{
    private const string Name = "Default";

    public void ValidateConfiguration()
    {
        if (!services.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(IGrainStorage), Name))
        {
            throw new OrleansConfigurationException(
                $"Cluster needs a grain storage named '{Name}'. Set Orleans:GrainStorage:{Name}:ProviderType to PostgresDatabase or Sqlite and " +
                $"Orleans:GrainStorage:{Name}:ServiceKey to the name of its connection string, or add a storage of that name to the silo " +
                $"(for a test, AddMemoryGrainStorage(\"{Name}\")).");
        }
    }
}
