namespace Cluster.Tests.LocalHosting;

/// <summary>A folder of a test's own, gone with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string FolderPath { get; } = Directory.CreateTempSubdirectory("cluster-hosting-").FullName;

    public void Dispose() => Directory.Delete(FolderPath, recursive: true);
}
