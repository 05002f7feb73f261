namespace Cluster.Programs.LocalHosting;

/// <summary>
/// A folder of a test's own, gone with the test. Others may pass through it, as the unprivileged user must under whom PostgreSQL runs when
/// the tests run as root.
/// </summary>
internal sealed class FaultFolder : IDisposable
{
    public FaultFolder() => Directory.CreateDirectory(FolderPath);

    public string FolderPath { get; } = Path.Combine(Path.GetTempPath(), $"cluster-faults-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(FolderPath, recursive: true);
}
