using Cluster.Registers.Calling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

namespace Cluster.Registers;

internal static class RegistersServiceCollectionExtensions
{
    /// <summary>Adds the process's way to registers.</summary>
    public static void AddClusterRegisters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RegistersClientOptions>().Bind(configuration.GetSection(RegistersClientOptions.SectionName)).ValidateAnnotationsOnStart();
        services.AddSingleton(provider => new ClusterRegisters(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<RegistersClientOptions>>().Value,
            provider.GetRequiredService<Serializer>(),
            provider.GetService<INearRegisters>));
    }
}
