namespace Cluster.Tests.Storage;

/// <summary>A grain that has itself reminded.</summary>
public interface IReminded : IGrainWithStringKey
{
    Task RegisterAsync();

    Task UnregisterAsync();

    Task<int> CountAsync();
}
